// SPDX-License-Identifier: MIT
//
// What the Glibc module hides from Swift: the headers of epoll, eventfd and signalfd, and a wrapper
// for each function that glibc declares only under _GNU_SOURCE.
// Touches: the kernel, as each name says.

#ifndef CLINUX_H
#define CLINUX_H

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/types.h>

/// accept4(2) with SOCK_NONBLOCK and SOCK_CLOEXEC.
int clinux_accept(int listener, struct sockaddr *address, socklen_t *length);

/// gettid(2).
pid_t clinux_gettid(void);

/// pthread_setname_np(3) for the calling thread; a longer name is cut to its first 15 bytes.
void clinux_name_thread(const char *name);

/// setpriority(2) for the calling thread only.
int clinux_set_thread_niceness(int niceness);

/// Keeps the kernel from writing a core dump of this process, and other processes of the same user
/// from looking into it: prctl(2) with PR_SET_DUMPABLE.
int clinux_forbid_dumps(void);

/// The number of processors that this process may use, at least 1, given its affinity and the quota
/// of its control group.
int clinux_available_cores(void);

/// The magic number of the file system that a path is on, as in statfs(2); 0 if it is not known.
unsigned int clinux_file_system(const char *path);

#endif
