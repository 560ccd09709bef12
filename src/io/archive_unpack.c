/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file in memory that is not kept there. */
struct mapped {
	unsigned char *p;
	size_t n;
};

static void
unmap(struct mapped *m)
{
	if (m->p != NULL)
		munmap(m->p, m->n);
}

static int
map(const char *path, struct mapped *ret, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st = { 0 };
	void *p = MAP_FAILED;

	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		err_set(e, ERR_IO, "%s: %s", path,
		    fd < 0 ? strerror(errno) : "not a file");
	} else if (st.st_size == 0 ||
	    (uint64_t)st.st_size > ARCHIVE_PACKED_MAX)
		err_set(e, ERR_DATA, "archive: %s",
		    st.st_size == 0 ? "empty" : "too large");
	else {
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd,
		    0);
		if (p == MAP_FAILED)
			err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	}
	if (fd >= 0)
		close(fd);
	if (p == MAP_FAILED)
		return -1;
	ret->p = p;
	ret->n = (size_t)st.st_size;
	return 0;
}

static int
to_file(struct span piece, void *arg, struct err *e)
{
	return stage_write(arg, piece, e);
}

static int
unpack_one(const struct archive_entry *x, struct stage *to, struct err *e)
{
	AUTO(stage_drop) struct stage_file *f = NULL;
	AUTO_FREE char *name = mem_strndup(x->name.p, x->name.n);

	return stage_open(to, name, &f, e) != 0 ||
		archive_contents(x, to_file, f, e) != 0 ||
		stage_close(&f, e) != 0 ?
	    -1 :
	    0;
}

int
archive_unpack(const char *path, struct stage *to, struct err *e)
{
	AUTO(unmap) struct mapped m = { 0 };
	AUTO(archive_clear) struct archive a = { 0 };

	if (map(path, &m, e) != 0 ||
	    archive_read((struct span){ m.p, m.n }, &a, e) != 0)
		return -1;
	for (size_t i = 0; i < a.n; i++) {
		if (unpack_one(&a.v[i], to, e) != 0)
			return -1;
		madvise(m.p, m.n, MADV_DONTNEED);
	}
	return 0;
}
