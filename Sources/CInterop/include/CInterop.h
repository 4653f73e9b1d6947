#ifndef WAYBILL_CINTEROP_H
#define WAYBILL_CINTEROP_H

/* Fixed-arity wrappers and macro globals that Swift cannot see for itself. */

const char *waybill_libxml2_version(void);

#endif
