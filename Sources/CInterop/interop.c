#include "CInterop.h"
#include <libxml/xmlversion.h>

const char *waybill_libxml2_version(void) { return LIBXML_DOTTED_VERSION; }
