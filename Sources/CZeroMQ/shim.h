// Sockets, CURVE and polling. Option 93 is in the header's draft section, although the released
// library honours it (a CURVE server without it admits every peer when no ZAP handler answers).
#include <zmq.h>
#ifndef ZMQ_ZAP_ENFORCE_DOMAIN
#define ZMQ_ZAP_ENFORCE_DOMAIN 93
#endif
