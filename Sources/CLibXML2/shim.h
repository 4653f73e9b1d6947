/* Debian's libxml2 is built with ICU, and its headers then pull in ICU's, which clash with the copy
   that Foundation carries. Nothing we call depends on the members that are left out: handlers of
   encodings are only ever passed by pointer, and we convert to UTF-8 ourselves. */
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#include <libxml/xmlerror.h>
#include <libxml/encoding.h>
#include <libxml/catalog.h>
#include <libxml/dict.h>
