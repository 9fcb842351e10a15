/* SPDX-License-Identifier: Apache-2.0
 *
 * Reference sender for Baton's external encoder, docs/external-encoder.md: sends an H.264 file in a loop, or what a V4L2
 * device encodes. A sender for a vendor's SDK replaces the two sources and keeps the rest.
 *
 *   cc -std=c99 -D_POSIX_C_SOURCE=200809L -O2 -Wall -Wextra -Werror -o baton-sender baton-sender.c
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { HELLO = 0x01, MODE = 0x02, ABSENT = 0x03, UNIT = 0x04, BYE = 0x05 };
enum { WELCOME = 0x81, START, STOP, KEY_FRAME, BITRATE, FRAME_RATE, ERROR };
enum { VERSION = 1, ERROR_VERSION = 2, UNIT_HEAD = 22, CONTROL = 1024, BUFFERS = 4, NAL_IDR = 5 };

/* ---- what is sent ---- */

struct source {
    int fd;                /* of the device; -1 for a file */
    uint32_t width, height, milli_rate;
    int streaming;         /* whether Baton wants frames */
    int want_key;          /* file: go on with the next key frame */
    uint64_t number;       /* of the next frame */
    uint8_t *data;         /* file: its content */
    size_t size, at;       /* file: where the next access unit begins */
    uint64_t next;         /* file: when it is due, ns */
    struct { uint8_t *start; size_t length; } buffer[BUFFERS];
    unsigned buffers;
};

static volatile sig_atomic_t ended;
static int link_fd = -1;   /* the connection */
static uint32_t max_unit;  /* bytes, from the welcome; 0 before it */

static void on_signal(int number) {
    (void)number;
    ended = 1;
}

static void say(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("baton-sender: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

static void die(const char *what) {
    say("%s: %s", what, strerror(errno));
    exit(1);
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static uint8_t *put32(uint8_t *to, uint32_t value) {
    to[0] = (uint8_t)(value >> 24);
    to[1] = (uint8_t)(value >> 16);
    to[2] = (uint8_t)(value >> 8);
    to[3] = (uint8_t)value;
    return to + 4;
}

static uint8_t *put64(uint8_t *to, uint64_t value) {
    return put32(put32(to, (uint32_t)(value >> 32)), (uint32_t)value);
}

static uint32_t get32(const uint8_t *from) {
    return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

/* ---- the connection ---- */

static void hang_up(void) {
    if (link_fd >= 0) {
        close(link_fd);
    }
    link_fd = -1;
    max_unit = 0;
}

static void send_all(const uint8_t *bytes, size_t size) {
    while (size > 0 && link_fd >= 0) {
        ssize_t sent = send(link_fd, bytes, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR && !ended) {
            continue;
        }
        if (sent <= 0) {
            /* why Baton hung up may be waiting: the caller reads it */
            return;
        }
        bytes += sent;
        size -= (size_t)sent;
    }
}

static void send_mode(const struct source *source) {
    uint8_t message[17];
    uint8_t *at = put32(message, 13);
    *at++ = MODE;
    at = put32(at, source->width);
    at = put32(at, source->height);
    put32(at, source->milli_rate);
    send_all(message, sizeof message);
}

static void send_unit(struct source *source, const uint8_t *unit, size_t size, int key, uint64_t time) {
    uint8_t head[UNIT_HEAD];
    uint8_t *at = put32(head, (uint32_t)(size + UNIT_HEAD - 4));
    *at++ = UNIT;
    *at++ = (uint8_t)(key ? 1 : 0);
    at = put64(at, time);
    put64(at, source->number++);
    if (size == 0 || size > max_unit) {
        say("access unit of %zu bytes left out", size);
        return;
    }
    send_all(head, sizeof head);
    send_all(unit, size);
}

static int dial(const char *path, const char *name) {
    struct sockaddr_un address;
    uint8_t message[15 + 64];
    size_t length = strlen(name);
    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    if (strlen(path) >= sizeof address.sun_path) {
        say("the path of the socket is too long: %s", path);
        exit(1);
    }
    strcpy(address.sun_path, path);
    link_fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (link_fd < 0) {
        die("socket");
    }
    if (connect(link_fd, (struct sockaddr *)&address, sizeof address) < 0) {
        hang_up();
        return 0;
    }
    length = length > 64 ? 64 : length;
    put32(message, (uint32_t)(11 + length));
    message[4] = HELLO;
    memcpy(message + 5, "BATONVID", 8);
    message[13] = 0;
    message[14] = VERSION;
    memcpy(message + 15, name, length);
    send_all(message, 15 + length);
    return 1;
}

/* ---- H.264 ---- */

/* Returns where the NAL unit behind the next start code begins, size if there is none; *code is where the code begins. */
static size_t next_nal(const uint8_t *data, size_t size, size_t from, size_t *code) {
    size_t i;
    for (i = from; i + 3 < size; i++) {
        if (data[i] == 0 && data[i + 1] == 0 && data[i + 2] == 1) {
            *code = i > from && data[i - 1] == 0 ? i - 1 : i;
            return i + 3;
        }
    }
    *code = size;
    return size;
}

/* Returns where the access unit at `from` ends, and whether it is a key frame. */
static size_t unit_end(const uint8_t *data, size_t size, size_t from, int *key) {
    int picture = 0;
    size_t code;
    size_t nal = next_nal(data, size, from, &code);
    *key = 0;
    while (nal < size) {
        int type = data[nal] & 0x1f;
        int slice = type >= 1 && type <= 5;
        int first = slice && nal + 1 < size && (data[nal + 1] & 0x80); /* first_mb_in_slice is 0 */
        if (picture && (first || (type >= 6 && type <= 9))) {
            return code;
        }
        picture |= slice;
        *key |= type == NAL_IDR;
        nal = next_nal(data, size, nal, &code);
    }
    return size;
}

/* ---- a file ---- */

static void open_file(struct source *source, const char *path) {
    struct stat status;
    int key;
    int fd = open(path, O_RDONLY);
    size_t done = 0;
    if (fd < 0 || fstat(fd, &status) < 0) {
        die(path);
    }
    source->size = (size_t)status.st_size;
    source->data = malloc(source->size + 1);
    if (source->data == NULL) {
        die(path);
    }
    while (done < source->size) {
        ssize_t got = read(fd, source->data + done, source->size - done);
        if (got <= 0) {
            die(path);
        }
        done += (size_t)got;
    }
    close(fd);
    unit_end(source->data, source->size, 0, &key);
    if (!key) {
        say("%s does not begin with a key frame of H.264 in Annex B format", path);
        exit(1);
    }
}

static void send_from_file(struct source *source) {
    size_t tries = source->size;
    int key = 0;
    size_t begin;
    size_t end;
    do {
        begin = source->at >= source->size ? 0 : source->at;
        end = unit_end(source->data, source->size, begin, &key);
        source->at = end;
    } while (source->want_key && !key && tries-- > 0);
    source->want_key = 0;
    send_unit(source, source->data + begin, end - begin, key, now());
    source->next += 1000000000000u / source->milli_rate;
    if (source->next < now()) {
        source->next = now();
    }
}

/* ---- a V4L2 device that encodes ---- */

static int control(int fd, unsigned long request, void *argument) {
    int result;
    do {
        result = ioctl(fd, request, argument);
    } while (result < 0 && errno == EINTR);
    return result;
}

/* Not every device has every control: without one the device does as it likes. */
static void set_control(const struct source *source, uint32_t id, int32_t value, const char *name) {
    struct v4l2_control setting;
    setting.id = id;
    setting.value = value;
    if (control(source->fd, VIDIOC_S_CTRL, &setting) < 0) {
        say("the device refused %s: %s", name, strerror(errno));
    }
}

static void set_rate(const struct source *source, uint32_t milli_rate) {
    struct v4l2_streamparm parameters;
    memset(&parameters, 0, sizeof parameters);
    parameters.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    parameters.parm.capture.timeperframe.numerator = 1000;
    parameters.parm.capture.timeperframe.denominator = milli_rate;
    if (control(source->fd, VIDIOC_S_PARM, &parameters) < 0) {
        say("the device refused the frame rate: %s", strerror(errno));
    }
}

static void queue(const struct source *source, unsigned index) {
    struct v4l2_buffer buffer;
    memset(&buffer, 0, sizeof buffer);
    buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    buffer.memory = V4L2_MEMORY_MMAP;
    buffer.index = index;
    if (control(source->fd, VIDIOC_QBUF, &buffer) < 0) {
        die("VIDIOC_QBUF");
    }
}

static void open_device(struct source *source, const char *path) {
    struct v4l2_format format;
    struct v4l2_requestbuffers request;
    unsigned i;
    source->fd = open(path, O_RDWR | O_NONBLOCK);
    if (source->fd < 0) {
        die(path);
    }
    memset(&format, 0, sizeof format);
    format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (control(source->fd, VIDIOC_G_FMT, &format) < 0) {
        die("VIDIOC_G_FMT");
    }
    format.fmt.pix.pixelformat = V4L2_PIX_FMT_H264;
    if (source->width > 0) {
        format.fmt.pix.width = source->width;
        format.fmt.pix.height = source->height;
    }
    if (control(source->fd, VIDIOC_S_FMT, &format) < 0 || format.fmt.pix.pixelformat != V4L2_PIX_FMT_H264) {
        say("%s does not give H.264", path);
        exit(1);
    }
    source->width = format.fmt.pix.width;
    source->height = format.fmt.pix.height;
    set_rate(source, source->milli_rate);
    memset(&request, 0, sizeof request);
    request.count = BUFFERS;
    request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    request.memory = V4L2_MEMORY_MMAP;
    if (control(source->fd, VIDIOC_REQBUFS, &request) < 0 || request.count == 0) {
        die("VIDIOC_REQBUFS");
    }
    source->buffers = request.count < BUFFERS ? request.count : BUFFERS;
    for (i = 0; i < source->buffers; i++) {
        struct v4l2_buffer buffer;
        memset(&buffer, 0, sizeof buffer);
        buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        buffer.memory = V4L2_MEMORY_MMAP;
        buffer.index = i;
        if (control(source->fd, VIDIOC_QUERYBUF, &buffer) < 0) {
            die("VIDIOC_QUERYBUF");
        }
        source->buffer[i].length = buffer.length;
        source->buffer[i].start =
            mmap(NULL, buffer.length, PROT_READ, MAP_SHARED, source->fd, (off_t)buffer.m.offset);
        if (source->buffer[i].start == MAP_FAILED) {
            die("mmap");
        }
    }
}

static void stream_device(struct source *source, int on) {
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    unsigned i;
    if (on == source->streaming) {
        return;
    }
    for (i = 0; on && i < source->buffers; i++) {
        queue(source, i);
    }
    if (control(source->fd, on ? VIDIOC_STREAMON : VIDIOC_STREAMOFF, &type) < 0) {
        die(on ? "VIDIOC_STREAMON" : "VIDIOC_STREAMOFF");
    }
}

static void send_from_device(struct source *source) {
    struct v4l2_buffer buffer;
    int key;
    uint64_t time = now();
    memset(&buffer, 0, sizeof buffer);
    buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    buffer.memory = V4L2_MEMORY_MMAP;
    if (control(source->fd, VIDIOC_DQBUF, &buffer) < 0) {
        if (errno != EAGAIN) {
            die("VIDIOC_DQBUF");
        }
        return;
    }
    if (buffer.index < source->buffers && buffer.bytesused <= source->buffer[buffer.index].length
        && !(buffer.flags & V4L2_BUF_FLAG_ERROR)) {
        const uint8_t *unit = source->buffer[buffer.index].start;
        if ((buffer.flags & V4L2_BUF_FLAG_TIMESTAMP_MASK) == V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC) {
            time = (uint64_t)buffer.timestamp.tv_sec * 1000000000u + (uint64_t)buffer.timestamp.tv_usec * 1000u;
        }
        unit_end(unit, buffer.bytesused, 0, &key);
        send_unit(source, unit, buffer.bytesused, key, time);
    }
    queue(source, buffer.index);
}

/* ---- what Baton says ---- */

static void stream(struct source *source, int on) {
    if (source->fd >= 0) {
        stream_device(source, on);
    }
    source->streaming = on;
    source->want_key = 1;
    source->next = now();
}

static void obey(struct source *source, const uint8_t *message, size_t size) {
    uint32_t value = size >= 5 ? get32(message + 1) : 0;
    switch (message[0]) {
    case WELCOME:
        if (size >= 7) {
            max_unit = get32(message + 3);
            send_mode(source);
        }
        break;
    case START:
        stream(source, 1);
        break;
    case STOP:
        stream(source, 0);
        break;
    case KEY_FRAME:
        source->want_key = 1;
        if (source->fd >= 0) {
            set_control(source, V4L2_CID_MPEG_VIDEO_FORCE_KEY_FRAME, 1, "a key frame");
        }
        break;
    case BITRATE:
        if (source->fd >= 0) {
            set_control(source, V4L2_CID_MPEG_VIDEO_BITRATE, (int32_t)value, "the bitrate");
        }
        break;
    case FRAME_RATE:
        if (value > 0 && value < source->milli_rate) {
            source->milli_rate = value;
            if (source->fd >= 0) {
                set_rate(source, value);
            }
            send_mode(source);
        }
        break;
    case ERROR:
        say("Baton ends the connection: %.*s", size > 3 ? (int)(size - 3) : 0, (const char *)message + 3);
        if (size >= 3 && message[2] == ERROR_VERSION) {
            exit(2);
        }
        break;
    default:
        break; /* of a later version */
    }
}

/* Reads what has arrived; hangs up when Baton has. */
static void listen_to(struct source *source, uint8_t *buffer, size_t *filled) {
    ssize_t got = recv(link_fd, buffer + *filled, CONTROL - *filled, 0);
    size_t at = 0;
    if (got < 0 && errno == EINTR) {
        return;
    }
    if (got <= 0) {
        say("connection lost");
        hang_up();
        return;
    }
    *filled += (size_t)got;
    while (*filled - at >= 5) {
        uint32_t length = get32(buffer + at);
        if (length == 0 || length > CONTROL - 4) {
            say("Baton sent a message of %u bytes", (unsigned)length);
            hang_up();
            return;
        }
        if (*filled - at - 4 < length) {
            break;
        }
        obey(source, buffer + at + 4, length);
        at += 4 + length;
    }
    memmove(buffer, buffer + at, *filled - at);
    *filled -= at;
}

static void converse(struct source *source) {
    uint8_t buffer[CONTROL];
    size_t filled = 0;
    while (link_fd >= 0 && !ended) {
        struct pollfd wait[2];
        int timeout = -1;
        wait[0].fd = link_fd;
        wait[0].events = POLLIN;
        wait[1].fd = source->streaming ? source->fd : -1;
        wait[1].events = POLLIN;
        wait[1].revents = 0;
        if (source->streaming && source->fd < 0) {
            uint64_t time = now();
            timeout = source->next <= time ? 0 : (int)((source->next - time + 999999) / 1000000);
        }
        if (poll(wait, 2, timeout) < 0) {
            if (errno == EINTR) {
                continue;
            }
            die("poll");
        }
        if (wait[0].revents) {
            listen_to(source, buffer, &filled);
        } else if (wait[1].revents) {
            send_from_device(source);
        } else if (source->streaming && source->fd < 0 && source->next <= now()) {
            send_from_file(source);
        }
    }
}

static void usage(void) {
    fputs("usage: baton-sender [-s SOCKET] [-n NAME] [-r FRAMES_PER_SECOND] [-m WIDTHxHEIGHT] -f FILE | -d DEVICE\n"
          "  -f  H.264 in Annex B format, sent in a loop; needs -m\n"
          "  -d  a V4L2 device that gives H.264, such as /dev/video0\n",
          stderr);
    exit(2);
}

int main(int count, char **arguments) {
    static const uint8_t bye[] = {0, 0, 0, 1, BYE};
    const char *path = "/run/baton/video.sock";
    const char *name = "baton-sender";
    const char *file = NULL;
    const char *device = NULL;
    double rate = 30;
    struct source source;
    struct sigaction action;
    int option;
    int told = 0;
    memset(&source, 0, sizeof source);
    source.fd = -1;
    while ((option = getopt(count, arguments, "s:n:r:m:f:d:")) != -1) {
        switch (option) {
        case 's': path = optarg; break;
        case 'n': name = optarg; break;
        case 'r': rate = atof(optarg); break;
        case 'm':
            if (sscanf(optarg, "%ux%u", &source.width, &source.height) != 2) {
                usage();
            }
            break;
        case 'f': file = optarg; break;
        case 'd': device = optarg; break;
        default: usage();
        }
    }
    if ((file == NULL) == (device == NULL) || !(rate > 0 && rate <= 240) || (file != NULL && source.width == 0)) {
        usage();
    }
    source.milli_rate = (uint32_t)(rate * 1000 + 0.5);
    if (source.milli_rate == 0) {
        usage();
    }
    if (file != NULL) {
        open_file(&source, file);
    } else {
        open_device(&source, device);
    }
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    while (!ended) {
        if (dial(path, name)) {
            told = 0;
            converse(&source);
        } else if (!told) {
            told = 1;
            say("waiting for %s: %s", path, strerror(errno));
        }
        if (source.streaming) {
            stream(&source, 0);
        }
        if (!ended) {
            poll(NULL, 0, 500);
        }
    }
    send_all(bye, sizeof bye);
    hang_up();
    free(source.data);
    return 0;
}
