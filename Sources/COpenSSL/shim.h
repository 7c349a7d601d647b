/* SPDX-License-Identifier: MIT
 *
 * What GatehouseSecurity uses of OpenSSL 3: EVP_MAC, its parameters and CRYPTO_memcmp. */
#ifndef GATEHOUSE_COPENSSL_SHIM_H
#define GATEHOUSE_COPENSSL_SHIM_H

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#endif
