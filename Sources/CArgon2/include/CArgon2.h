// SPDX-License-Identifier: MIT
//
// What Gatehouse uses of libargon2, which is loaded only when it is needed: a program without Argon2
// hashes starts without it.
// Touches: the dynamic linker.

#ifndef CARGON2_H
#define CARGON2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The variants, as libargon2 numbers them.
enum { cargon2_d = 0, cargon2_i = 1, cargon2_id = 2 };

/// Loads libargon2 once; returns whether it is there with all that is needed.
bool cargon2_load(void);

/// Computes a hash on the calling thread alone, whatever the number of lanes. Returns 0 if it is done,
/// and anything else if the parameters are wrong or memory has run out. The library must be loaded.
int cargon2_hash(
    int variant, uint32_t version, uint32_t passes, uint32_t memory_kib, uint32_t lanes,
    const uint8_t *password, size_t password_size,
    const uint8_t *salt, size_t salt_size,
    uint8_t *hash, size_t hash_size);

#endif
