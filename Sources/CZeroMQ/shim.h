// Sockets, CURVE and polling. Option 93 sits in the header's draft section, though the released
// library honours it (a CURVE server without it lets everyone in when no ZAP handler answers).
#include <zmq.h>
#ifndef ZMQ_ZAP_ENFORCE_DOMAIN
#define ZMQ_ZAP_ENFORCE_DOMAIN 93
#endif
