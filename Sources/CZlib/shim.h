// zlib, which unpacks gzip.
#pragma once
#include <zlib.h>

// inflateInit2 is a macro. 15 bits of window, and 16 for gzip's own header and checksum.
static inline int czlib_begin_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }
