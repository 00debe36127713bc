// What a plain program does, against which exports are measured: a seek and a file a clip, nothing else.
//
// plain MANIFEST.tsv FOLDER RATE: each line has a recording, the window's start and length in seconds, and so
// many names, with tabs between. Clips of a recording follow each other. Another rate is resampled by one call of
// soxr a clip. Prints how many clips it wrote.
//
// plain --decode FILE...: decodes each from its start to its end, and does nothing with it.
#include <errno.h>
#include <sndfile.h>
#include <soxr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void fail(const char *what, const char *name) {
  fprintf(stderr, "plain: %s: %s\n", name, what);
  exit(1);
}

static int decode(char **paths) {
  static float samples[1 << 16];
  for (; *paths; paths++) {
    SF_INFO info = {0};
    SNDFILE *sound = sf_open(*paths, SFM_READ, &info);
    if (!sound) fail(sf_strerror(NULL), *paths);
    while (sf_readf_float(sound, samples, (1 << 16) / info.channels) > 0) {}
    sf_close(sound);
  }
  return 0;
}

int main(int count, char **arguments) {
  if (count > 2 && strcmp(arguments[1], "--decode") == 0) return decode(arguments + 2);
  if (count != 4) fail("give a manifest, a folder and a rate", arguments[0]);
  FILE *lines = fopen(arguments[1], "r");
  const char *folder = arguments[2];
  const int rate = atoi(arguments[3]);
  if (!lines || rate <= 0) fail(strerror(errno), arguments[1]);
  char *line = NULL, opened[4096] = "";
  size_t capacity = 0;
  SNDFILE *sound = NULL;
  SF_INFO info = {0};
  float *samples = NULL, *mono = NULL, *resampled = NULL;
  size_t room = 0;
  long clips = 0;
  while (getline(&line, &capacity, lines) > 0) {
    char *rest = line, *path = strsep(&rest, "\t");
    const double start = atof(strsep(&rest, "\t")), seconds = atof(strsep(&rest, "\t\n"));
    if (strcmp(path, opened) != 0) {
      if (sound) sf_close(sound);
      memset(&info, 0, sizeof info);
      sound = sf_open(path, SFM_READ, &info);
      if (!sound) fail(sf_strerror(NULL), path);
      snprintf(opened, sizeof opened, "%s", path);
    }
    const size_t wanted = (size_t)(seconds * info.samplerate) + 1;
    if (wanted > room) {
      room = wanted;
      samples = realloc(samples, room * info.channels * sizeof *samples);
      mono = realloc(mono, room * sizeof *mono);
      resampled = realloc(resampled, (room * rate / info.samplerate + 64) * sizeof *resampled);
    }
    sf_seek(sound, (sf_count_t)(start * info.samplerate), SEEK_SET);
    size_t frames = (size_t)sf_readf_float(sound, samples, (sf_count_t)wanted);
    for (size_t frame = 0; frame < frames; frame++) {
      float sum = 0;
      for (int channel = 0; channel < info.channels; channel++) sum += samples[frame * info.channels + channel];
      mono[frame] = sum / info.channels;
    }
    const float *out = mono;
    if (info.samplerate != rate) {
      const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
      size_t done = 0;
      soxr_oneshot(info.samplerate, rate, 1, mono, frames, NULL, resampled, room * rate / info.samplerate + 64, &done,
                   NULL, &quality, NULL);
      out = resampled;
      frames = done;
    }
    for (char *name; (name = strsep(&rest, "\t\n"));) {
      if (!*name) continue;
      char target[4096];
      if (clips % 4096 == 0) {
        snprintf(target, sizeof target, "%s/%ld", folder, clips / 4096);
        mkdir(target, 0777);
      }
      snprintf(target, sizeof target, "%s/%ld/%s.wav", folder, clips / 4096, name);
      SF_INFO made = {.samplerate = rate, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
      SNDFILE *clip = sf_open(target, SFM_WRITE, &made);
      if (!clip) fail(sf_strerror(NULL), target);
      sf_command(clip, SFC_SET_CLIPPING, NULL, SF_TRUE);
      sf_writef_float(clip, out, (sf_count_t)frames);
      sf_close(clip);
      clips++;
    }
  }
  printf("%ld\n", clips);
  return 0;
}
