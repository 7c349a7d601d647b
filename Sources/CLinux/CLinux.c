// SPDX-License-Identifier: MIT
//
// Wrappers for the functions that glibc declares only under _GNU_SOURCE. Swift cannot define it for
// itself: that would change the types of other imported functions.
// Touches: the kernel, as each name says.

#define _GNU_SOURCE

#include "CLinux.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/vfs.h>
#include <unistd.h>

int clinux_accept(int listener, struct sockaddr *address, socklen_t *length) {
    return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

pid_t clinux_gettid(void) {
    return gettid();
}

void clinux_name_thread(const char *name) {
    char shortened[16];
    snprintf(shortened, sizeof shortened, "%s", name);
    pthread_setname_np(pthread_self(), shortened);
}

int clinux_set_thread_niceness(int niceness) {
    return setpriority(PRIO_PROCESS, (id_t)gettid(), niceness);
}

int clinux_forbid_dumps(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

// The quota of the control group (cgroup v2) in whole processors, rounded up; 0 if there is none.
static int quota_cores(void) {
    FILE *file = fopen("/sys/fs/cgroup/cpu.max", "re");
    if (!file) return 0;
    long long quota = 0, period = 0;
    int count = fscanf(file, "%lld %lld", &quota, &period);
    fclose(file);
    if (count != 2 || quota <= 0 || period <= 0 || quota > 1000000000LL) return 0;
    return (int)((quota + period - 1) / period);
}

int clinux_available_cores(void) {
    cpu_set_t set;
    long cores = 0;
    if (sched_getaffinity(0, sizeof set, &set) == 0) cores = CPU_COUNT(&set);
    if (cores < 1) cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (cores < 1) cores = 1;
    int quota = quota_cores();
    return quota > 0 && quota < cores ? quota : (int)cores;
}

unsigned int clinux_file_system(const char *path) {
    struct statfs system;
    return statfs(path, &system) == 0 ? (unsigned int)system.f_type : 0;
}
