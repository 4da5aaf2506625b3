/* A stand-in for lmutil as old ones are: 32-bit, static. It asks a server by TCP, and prints `lmstat -a` of one feature. Built
   by cc -m32 -nostdlib -static -fno-pic -no-pie, so that no 32-bit library is needed. */

enum { sys_exit = 1, sys_write = 4, sys_socketcall = 102, call_socket = 1, af_inet = 2, sock_stream = 1 };

static long call(long number, long first, long second, long third) {
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(first), "c"(second), "d"(third) : "memory");
    return result;
}

static const char text[] =
    "License server status: 27000@lic1\n"
    "lic1: license server UP (MASTER) v9.2\n"
    "Vendor daemon status (on lic1):\n"
    "  eda: UP v9.2\n"
    "Feature usage info:\n"
    "Users of vcs:  (Total of 50 licenses issued;  Total of 0 licenses in use)\n";

void _start(void) {
    const long stream[3] = {af_inet, sock_stream, 0};
    if (call(sys_socketcall, call_socket, (long)stream, 0) < 0) call(sys_exit, 97, 0, 0);
    call(sys_write, 1, (long)text, sizeof text - 1);
    call(sys_exit, 0, 0, 0);
}
