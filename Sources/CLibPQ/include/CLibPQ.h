// SPDX-License-Identifier: MIT
//
// What Gatehouse uses of libpq, PostgreSQL's client library, which is loaded only when it is needed:
// a program that keeps its accounts elsewhere starts without it. Each function wraps one of
// libpq, and may be called only after `clibpq_load` has returned 1.
// Touches: the dynamic linker; what libpq touches.

#ifndef CLIBPQ_H
#define CLIBPQ_H

#include <stdbool.h>

typedef struct clibpq_connection clibpq_connection;
typedef struct clibpq_result clibpq_result;

/// What came of a statement, as libpq numbers it.
enum {
    clibpq_command_ok = 1,
    clibpq_tuples_ok = 2,
};

/// The field of an error with its SQLSTATE.
enum { clibpq_sqlstate = 'C' };

/// Loads libpq once; returns 1 if it is there with all that is needed, otherwise 0.
int clibpq_load(void);

/// Whether libpq understands a connection string.
bool clibpq_understands(const char *url);
/// A part of a connection string, by libpq's keyword, to be freed with free(3); NULL if there is none.
char *clibpq_part(const char *url, const char *keyword);

/// Opens a connection and waits for it; the last keyword and value are NULL. Returns NULL only when
/// memory has run out.
clibpq_connection *clibpq_connect(const char *const *keywords, const char *const *values);
/// Closes a connection.
void clibpq_finish(clibpq_connection *connection);

/// Whether the connection stands.
bool clibpq_is_connected(const clibpq_connection *connection);
/// What went wrong last, in several lines.
const char *clibpq_error_message(const clibpq_connection *connection);
/// The descriptor of its socket, negative if there is none.
int clibpq_socket(const clibpq_connection *connection);
/// The number of the server's process as the other end has told it.
int clibpq_backend_pid(const clibpq_connection *connection);

/// Sends statements without parameters; returns 1 if they are queued.
int clibpq_send(clibpq_connection *connection, const char *statements);
/// Sends one statement whose parameters are texts of the given lengths; returns 1 if it is queued.
int clibpq_send_with(
    clibpq_connection *connection, const char *statement,
    int count, const char *const *values, const int *lengths
);
/// Sends what is queued: 0 if all is sent, 1 if the socket takes no more, -1 if it failed.
int clibpq_flush(clibpq_connection *connection);
/// Reads what has arrived; 0 if that failed.
int clibpq_consume_input(clibpq_connection *connection);
/// Whether the next result is not complete yet.
bool clibpq_is_busy(clibpq_connection *connection);
/// The next result, NULL after the last.
clibpq_result *clibpq_next_result(clibpq_connection *connection);
/// Takes a notification out of what has arrived, and returns whether there was one.
bool clibpq_take_notification(clibpq_connection *connection);

/// What came of the statement.
int clibpq_result_status(const clibpq_result *result);
/// A field of the error; NULL if there is none.
const char *clibpq_result_error_field(const clibpq_result *result, int field);
/// The tag of a command, for example COMMIT.
const char *clibpq_command_tag(clibpq_result *result);
/// PQntuples.
int clibpq_row_count(const clibpq_result *result);
/// PQnfields.
int clibpq_column_count(const clibpq_result *result);
/// PQgetisnull.
bool clibpq_is_null(const clibpq_result *result, int row, int column);
/// PQgetvalue.
const char *clibpq_value(const clibpq_result *result, int row, int column);
/// PQgetlength.
int clibpq_value_length(const clibpq_result *result, int row, int column);
/// PQclear.
void clibpq_clear(clibpq_result *result);

#endif
