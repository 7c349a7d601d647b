/* SPDX-License-Identifier: MIT
 *
 * What GatehouseSecurity uses of libxcrypt: crypt_rn and struct crypt_data. */
#ifndef GATEHOUSE_CCRYPT_SHIM_H
#define GATEHOUSE_CCRYPT_SHIM_H

#include <crypt.h>

#endif
