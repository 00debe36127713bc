// Resamples. soxr_strerror is a macro, which Swift cannot see.
#include <soxr.h>
static inline const char *csoxr_error_text(soxr_error_t error) { return soxr_strerror(error); }
