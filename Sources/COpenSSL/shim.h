/* SPDX-License-Identifier: MIT
 *
 * What GatehouseSecurity uses of OpenSSL 3: EVP_MAC and its parameters, digests, PBKDF2, scrypt and
 * CRYPTO_memcmp. */
#ifndef GATEHOUSE_COPENSSL_SHIM_H
#define GATEHOUSE_COPENSSL_SHIM_H

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>

#endif
