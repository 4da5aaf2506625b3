/* The least that a program can do which runs `scontrol show lic` and reads what it prints: the floor for slurmlic. */

#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

int main(void) {
    char* argv[] = {"scontrol", "show", "lic", NULL};
    char buffer[65536];
    int pipe_ends[2];
    int status = 1;
    pid_t child;
    posix_spawn_file_actions_t files;
    if (pipe2(pipe_ends, O_CLOEXEC) != 0) return 1;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, pipe_ends[1], STDOUT_FILENO);
    if (posix_spawnp(&child, argv[0], &files, NULL, argv, environ) != 0) return 1;
    close(pipe_ends[1]);
    while (read(pipe_ends[0], buffer, sizeof buffer) > 0) {
    }
    waitpid(child, &status, 0);
    return status == 0 ? 0 : 1;
}
