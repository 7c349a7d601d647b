// SPDX-License-Identifier: MIT
//
// Loads libpq with dlopen(3). The declarations follow the manual, "libpq - C Library"; no header of
// libpq is needed to compile this, and no library to link it.
// Touches: the dynamic linker; what libpq touches.

#include "CLibPQ.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LIBRARY "libpq.so.5"

typedef void notice_processor(void *argument, const char *message);

/// PQconninfoOption: one part of a connection string.
typedef struct {
    char *keyword, *variable, *compiled, *value, *label, *display_character;
    int display_size;
} option;

/// Name, result and parameters of each function that is used.
#define FUNCTIONS(F) \
    F(PQconninfoParse, option *, (const char *, char **)) \
    F(PQconninfoFree, void, (option *)) \
    F(PQconnectdbParams, clibpq_connection *, (const char *const *, const char *const *, int)) \
    F(PQfinish, void, (clibpq_connection *)) \
    F(PQstatus, int, (const clibpq_connection *)) \
    F(PQerrorMessage, char *, (const clibpq_connection *)) \
    F(PQsocket, int, (const clibpq_connection *)) \
    F(PQbackendPID, int, (const clibpq_connection *)) \
    F(PQsetnonblocking, int, (clibpq_connection *, int)) \
    F(PQsetNoticeProcessor, void *, (clibpq_connection *, notice_processor *, void *)) \
    F(PQsendQuery, int, (clibpq_connection *, const char *)) \
    F(PQsendQueryParams, int, (clibpq_connection *, const char *, int, const unsigned *, \
        const char *const *, const int *, const int *, int)) \
    F(PQflush, int, (clibpq_connection *)) \
    F(PQconsumeInput, int, (clibpq_connection *)) \
    F(PQisBusy, int, (clibpq_connection *)) \
    F(PQgetResult, clibpq_result *, (clibpq_connection *)) \
    F(PQnotifies, void *, (clibpq_connection *)) \
    F(PQfreemem, void, (void *)) \
    F(PQresultStatus, int, (const clibpq_result *)) \
    F(PQresultErrorField, char *, (const clibpq_result *, int)) \
    F(PQcmdStatus, char *, (clibpq_result *)) \
    F(PQntuples, int, (const clibpq_result *)) \
    F(PQnfields, int, (const clibpq_result *)) \
    F(PQgetisnull, int, (const clibpq_result *, int, int)) \
    F(PQgetvalue, char *, (const clibpq_result *, int, int)) \
    F(PQgetlength, int, (const clibpq_result *, int, int)) \
    F(PQclear, void, (clibpq_result *))

#define DECLARE(name, result, parameters) static result (*name) parameters;
FUNCTIONS(DECLARE)

// Tells package builders which library this program may load:
// https://systemd.io/ELF_DLOPEN_METADATA/
#define METADATA \
    "[{\"feature\":\"postgresql\",\"description\":\"Accounts in PostgreSQL\"," \
    "\"priority\":\"suggested\",\"soname\":[\"" LIBRARY "\"]}]"

__attribute__((used, section(".note.dlopen"), aligned(4))) static const struct {
    uint32_t name_size, content_size, type;
    char name[4];
    _Alignas(4) char content[sizeof METADATA];
} note = {4, sizeof METADATA, 0x407c0c0a, "FDO", METADATA};

static int is_loaded;

static void load(void) {
    // Keeps the linker from dropping the note, which nothing else refers to.
    __asm__ volatile("" ::"r"(&note));
    // RTLD_NODELETE: the library stays, whatever happens to the handle.
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (library == NULL) return;
    // All functions or none.
#define FIND(name, result, parameters) \
    *(void **)&name = dlsym(library, #name); \
    if (name == NULL) return;
    FUNCTIONS(FIND)
    is_loaded = 1;
}

int clibpq_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return is_loaded;
}

static void ignore_notice(void *argument, const char *message) {
    (void)argument;
    (void)message;
}

static option *parsed(const char *url) {
    char *problem = NULL;
    option *options = PQconninfoParse(url, &problem);
    // The text of the problem can contain parts of a password, so nobody sees it.
    if (problem != NULL) PQfreemem(problem);
    return options;
}

bool clibpq_understands(const char *url) {
    option *options = parsed(url);
    if (options == NULL) return false;
    PQconninfoFree(options);
    return true;
}

char *clibpq_part(const char *url, const char *keyword) {
    option *options = parsed(url);
    if (options == NULL) return NULL;
    char *part = NULL;
    for (option *each = options; each->keyword != NULL; each += 1) {
        if (each->value == NULL || strcmp(each->keyword, keyword) != 0) continue;
        part = strdup(each->value);
        break;
    }
    PQconninfoFree(options);
    return part;
}

clibpq_connection *clibpq_connect(const char *const *keywords, const char *const *values) {
    clibpq_connection *connection = PQconnectdbParams(keywords, values, 1);
    if (connection == NULL) return NULL;
    // libpq would write notices to standard error.
    PQsetNoticeProcessor(connection, ignore_notice, NULL);
    PQsetnonblocking(connection, 1);
    return connection;
}

void clibpq_finish(clibpq_connection *connection) { PQfinish(connection); }

bool clibpq_is_connected(const clibpq_connection *connection) { return PQstatus(connection) == 0; }

const char *clibpq_error_message(const clibpq_connection *connection) {
    return PQerrorMessage(connection);
}

int clibpq_socket(const clibpq_connection *connection) { return PQsocket(connection); }

int clibpq_backend_pid(const clibpq_connection *connection) { return PQbackendPID(connection); }

int clibpq_send(clibpq_connection *connection, const char *statements) {
    return PQsendQuery(connection, statements);
}

int clibpq_send_with(
    clibpq_connection *connection, const char *statement,
    int count, const char *const *values, const int *lengths
) {
    enum { max_count = 16, text_type = 25, binary_format = 1, text_format = 0 };
    if (count > max_count) return 0;
    unsigned types[max_count];
    int formats[max_count];
    for (int index = 0; index < count; index += 1) {
        types[index] = text_type;
        // The binary form of a text is its bytes, with their length: a NUL is refused by the server,
        // where the text form would silently end at it.
        formats[index] = binary_format;
    }
    return PQsendQueryParams(
        connection, statement, count, types, values, lengths, formats, text_format
    );
}

int clibpq_flush(clibpq_connection *connection) { return PQflush(connection); }

int clibpq_consume_input(clibpq_connection *connection) { return PQconsumeInput(connection); }

bool clibpq_is_busy(clibpq_connection *connection) { return PQisBusy(connection) != 0; }

clibpq_result *clibpq_next_result(clibpq_connection *connection) {
    return PQgetResult(connection);
}

bool clibpq_take_notification(clibpq_connection *connection) {
    void *notification = PQnotifies(connection);
    if (notification == NULL) return false;
    PQfreemem(notification);
    return true;
}

int clibpq_result_status(const clibpq_result *result) { return PQresultStatus(result); }

const char *clibpq_result_error_field(const clibpq_result *result, int field) {
    return PQresultErrorField(result, field);
}

const char *clibpq_command_tag(clibpq_result *result) { return PQcmdStatus(result); }

int clibpq_row_count(const clibpq_result *result) { return PQntuples(result); }

int clibpq_column_count(const clibpq_result *result) { return PQnfields(result); }

bool clibpq_is_null(const clibpq_result *result, int row, int column) {
    return PQgetisnull(result, row, column) != 0;
}

const char *clibpq_value(const clibpq_result *result, int row, int column) {
    return PQgetvalue(result, row, column);
}

int clibpq_value_length(const clibpq_result *result, int row, int column) {
    return PQgetlength(result, row, column);
}

void clibpq_clear(clibpq_result *result) { PQclear(result); }
