#ifndef WAYBILL_ALLOCATION_COUNTER_H
#define WAYBILL_ALLOCATION_COUNTER_H

/* Counts calls of malloc, calloc, realloc and their aligned kin in this process, by standing in
   front of glibc's own. Only the benchmark executable links it. */
unsigned long waybill_allocation_count(void);

#endif
