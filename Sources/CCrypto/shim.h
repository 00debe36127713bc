// SHA-1 and SHA-256 of OpenSSL's libcrypto, through its EVP interface.
#include <openssl/crypto.h>
#include <openssl/evp.h>
