#include "cbuild.h"

const char *cbuild_revision(void) { return CLIPMILL_REVISION; }
