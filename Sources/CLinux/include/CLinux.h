#ifndef WAYBILL_CLINUX_H
#define WAYBILL_CLINUX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Linux calls that Swift's Glibc module leaves out, because they stand behind _GNU_SOURCE,
   are variadic, or have no wrapper in glibc. Each returns what the call returns and sets errno. */

/* openat2 below the directory: no symbolic link on the way, no step out. -1 and ENOSYS on a
   kernel older than 5.6 or under a filter that does not know the call. */
int waybill_openat_beneath(int directory, const char *path, int flags, mode_t mode);

/* renameat2 with RENAME_NOREPLACE: -1 and EEXIST instead of replacing. */
int waybill_rename_noreplace(int from, const char *name, int to, const char *new_name);

/* copy_file_range at both file offsets; shares the blocks where the file system can. */
ssize_t waybill_copy_file_range(int source, int target, size_t count);

/* Starts writing a file's dirty pages without waiting (sync_file_range, SYNC_FILE_RANGE_WRITE). */
int waybill_start_writeback(int file);

int waybill_syncfs(int file);

/* A non-blocking, close-on-exec event counter. */
int waybill_eventfd(void);

#endif
