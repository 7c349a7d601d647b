// SPDX-License-Identifier: MIT
//
// Loads libargon2 with dlopen(3). The structure follows the documentation of its interface; no header
// of libargon2 is needed to compile this, and no library to link it.
// Touches: the dynamic linker.

#include "CArgon2.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#define LIBRARY "libargon2.so.1"

/// argon2_context: inputs, outputs and parameters of one computation.
typedef struct {
    uint8_t *hash;
    uint32_t hash_size;
    uint8_t *password;
    uint32_t password_size;
    uint8_t *salt;
    uint32_t salt_size;
    uint8_t *secret;
    uint32_t secret_size;
    uint8_t *associated_data;
    uint32_t associated_data_size;
    uint32_t passes;
    uint32_t memory_kib;
    uint32_t lanes;
    uint32_t threads;
    uint32_t version;
    int (*allocate)(uint8_t **memory, size_t size);
    void (*deallocate)(uint8_t *memory, size_t size);
    uint32_t flags;
} context;

static int (*argon2_ctx)(context *, int variant);

// Tells package builders which library this program may load:
// https://systemd.io/ELF_DLOPEN_METADATA/
#define METADATA \
    "[{\"feature\":\"argon2\",\"description\":\"Password hashes of Argon2\"," \
    "\"priority\":\"recommended\",\"soname\":[\"" LIBRARY "\"]}]"

__attribute__((used, section(".note.dlopen"), aligned(4))) static const struct {
    uint32_t name_size, content_size, type;
    char name[4];
    _Alignas(4) char content[sizeof METADATA];
} note = {4, sizeof METADATA, 0x407c0c0a, "FDO", METADATA};

static void load(void) {
    // Keeps the linker from dropping the note, which nothing else refers to.
    __asm__ volatile("" ::"r"(&note));
    // RTLD_NODELETE: the library stays, whatever happens to the handle.
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (library != NULL) *(void **)&argon2_ctx = dlsym(library, "argon2_ctx");
}

bool cargon2_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return argon2_ctx != NULL;
}

int cargon2_hash(
    int variant, uint32_t version, uint32_t passes, uint32_t memory_kib, uint32_t lanes,
    const uint8_t *password, size_t password_size,
    const uint8_t *salt, size_t salt_size,
    uint8_t *hash, size_t hash_size) {
    if (password_size > UINT32_MAX || salt_size > UINT32_MAX || hash_size > UINT32_MAX) return -1;
    context computation = {
        .hash = hash,
        .hash_size = (uint32_t)hash_size,
        // Without flags, the library only reads the password.
        .password = (uint8_t *)password,
        .password_size = (uint32_t)password_size,
        .salt = (uint8_t *)salt,
        .salt_size = (uint32_t)salt_size,
        .passes = passes,
        .memory_kib = memory_kib,
        .lanes = lanes,
        .threads = 1,
        .version = version,
    };
    return argon2_ctx(&computation, variant);
}
