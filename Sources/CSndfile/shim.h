// Reads and writes sound files.
#include <sndfile.h>
