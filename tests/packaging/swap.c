// swap A B SECONDS   lets two names change places and change back, as fast as it can: what the owner of a directory does who
// wants another program to look at A and to act on B.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    const time_t end = time(NULL) + atoi(argv[3]);
    while (time(NULL) < end) {
        for (int times = 0; times < 2; ++times) {
            if (renameat2(AT_FDCWD, argv[1], AT_FDCWD, argv[2], RENAME_EXCHANGE) != 0) return perror("swap"), 1;
        }
    }
    return 0;
}
