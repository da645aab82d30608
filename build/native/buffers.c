// The memory of ggml's CPU buffers: weights that are read, KV caches, compute buffers.
//
// ggml's own allocator asks the C library, and a large block then keeps its small pages, and in Electron, which brings
// an allocator of its own, its content after it was freed. Here a large block is a map of its own: in huge pages, which
// saves a walk of the page table for nearly every line of weights and cells, and gone with all that it held once freed.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "exports.h"

#define HUGE_PAGE ((size_t) 2 << 20)
#define MAX_BLOCKS 1024

struct block {
    void * address;
    size_t size;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct block blocks[MAX_BLOCKS];
static size_t block_count = 0;

// What free() takes back, too: a large block begins with a huge page, so that there are as many of them as fit.
static void * allocate(size_t size) {
    void * address = NULL;
    if (posix_memalign(&address, size < HUGE_PAGE ? 64 : HUGE_PAGE, size) != 0) return NULL;
    if (size >= HUGE_PAGE) madvise(address, size / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
    return address;
}

// Begins with a huge page, so that there are as many of them as fit.
static void * map_block(size_t size) {
    size_t whole = size + HUGE_PAGE;
    char * map = mmap(NULL, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED) return NULL;
    size_t before = (HUGE_PAGE - (uintptr_t) map % HUGE_PAGE) % HUGE_PAGE;
    if (before > 0) munmap(map, before);
    munmap(map + before + size, whole - before - size);
    madvise(map + before, size, MADV_HUGEPAGE);
    return map + before;
}

static size_t round_to_pages(size_t size) {
    const size_t page = (size_t) sysconf(_SC_PAGESIZE);
    return (size + page - 1) / page * page;
}

// Only ggml's base gives back what it took by ggml_aligned_free. Its CPU part gives weights that it keeps in the order of
// AMX, which Intel's servers have, to free().
static bool gives_back(void * return_address) {
    Dl_info info;
    if (!dladdr(return_address, &info) || !info.dli_fname) return false;
    const char * slash = strrchr(info.dli_fname, '/');
    return strncmp(slash ? slash + 1 : info.dli_fname, "libggml-base.", strlen("libggml-base.")) == 0;
}

EXPORT void * ggml_aligned_malloc(size_t size) {
    if (size == 0) return NULL;
    if (size < HUGE_PAGE || !gives_back(__builtin_return_address(0))) return allocate(size);
    size_t rounded = round_to_pages(size);
    pthread_mutex_lock(&mutex);
    void * address = block_count < MAX_BLOCKS ? map_block(rounded) : NULL;
    if (address) blocks[block_count++] = (struct block) { address, rounded };
    pthread_mutex_unlock(&mutex);
    return address ? address : allocate(size);
}

EXPORT void ggml_aligned_free(void * address, size_t size) {
    (void) size;
    struct block found = { NULL, 0 };
    pthread_mutex_lock(&mutex);
    for (size_t index = 0; index < block_count && !found.address; index++) {
        if (blocks[index].address != address) continue;
        found = blocks[index];
        blocks[index] = blocks[--block_count];
    }
    pthread_mutex_unlock(&mutex);
    if (found.address) munmap(found.address, found.size);
    else free(address);
}
