"""Prosody: the pitch, loudness and speed of each turn of a recording, and whether the two voices draw near to each other.

Prosodic alignment goes with warmth and trust, and is not the lexical kind. The recording is the file that `meta["audio"]`
names, one channel or one per speaker; a turn lies between `Turn.time` and its entry in `meta["ends"]`, in seconds from the
start of the file. soundfile reads it (permissive, small, seeks to a turn without reading the hours before it); pitch is
found here with numpy, for librosa takes half a gigabyte and 17 seconds to its first pitch, and the bindings of Praat are GPL.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from commonground.errors import InputError, MissingExtraError
from commonground.measures import tracks
from commonground.measures.measure import Card, Family, Measurement, Value, series
from commonground.measures.rhythm import ends
from commonground.measures.talk import Talk

if TYPE_CHECKING:
    import numpy as np
    import soundfile
    from numpy.typing import NDArray

    Samples = NDArray[np.float64]
    Flags = NDArray[np.bool_]

AUDIO, EXTRA = "audio", "audio"
PIECES = 512  # frames whose pitch is found at once: enough to be quick, few enough for little memory
SAMPLES_PER_SECOND = 16_000  # speech needs no more; a finer recording is brought down by a whole factor
HOP, WINDOW = 0.010, 0.025  # seconds between frames, and over which a wave is compared with itself
LOWEST, HIGHEST = 60.0, 500.0  # Hz: the voices of adults and children
REFERENCE = 100.0  # Hz of 0 semitones
APERIODICITY = 0.3  # a frame is voiced below it: at YIN's 0.1 a low voice that speaks fast has half its frames unvoiced
CLOSE = 0.1  # the period is the shortest that is worse than the best by no more: longer ones are its multiples
NEAR = 3  # frames from a peak of the level within which a voice makes it a syllable
OCTAVE_ERROR = 9.0  # semitones from the turn's median from which a frame's pitch is taken for a slip by an octave
VOICED_FRAMES = 5  # fewer are a click, not a voice
QUIET, SILENT = (
    25.0,
    -70.0,
)  # dB below a turn's loud frames at which a frame is a pause; dB of full scale that nobody hears
DIP = 2.0  # dB by which the level falls between two syllables

PITCH = Card(
    name="prosody.pitch",
    version="1",
    means="Mean pitch of the turns, in semitones above 100 Hz.",
    formula="12 log2(F0 / 100 Hz), averaged over the voiced 10 ms frames of a turn (YIN, 60..500 Hz), then over turns",
    range="-8.8..27.9, in semitones",
    direction="more: higher",
    source="de Cheveigne & Kawahara 2002, YIN; Levitan & Hirschberg 2011 for its track",
    cost="some 10 ms per second of speech",
    is_not="intonation, which is the movement within a turn; nor free of the voice one is born with",
)
INTENSITY = Card(
    name="prosody.intensity",
    version="1",
    means="Mean loudness of the turns, in dB relative to full scale.",
    formula="10 log10 of the mean square over the frames of a turn that are no pause, averaged over turns",
    range="-70 and up, in dB; a full-scale sine is -3.01",
    direction="more: louder",
    source="Levitan & Hirschberg 2011 for its track",
    cost="linear in samples",
    is_not="effort: distance to the microphone and its gain count in full; compare within a recording only",
)
RATE = Card(
    name="prosody.rate",
    version="1",
    means="Mean syllable-like peaks per second of the turns.",
    formula="voiced peaks of the level with a dip of 2 dB between them / seconds of the turn, averaged over turns",
    range="above 0, per second",
    direction="more: faster speech",
    source="after de Jong & Wempe 2009, syllable nuclei without a transcript",
    cost="linear in samples",
    is_not="a count of syllables: weak ones are missed, the more the faster the speech; pauses count as time",
)
# No shuffle: a surrogate moves what was said, and the sound stays with its turn.
PITCHES = tracks.cards("prosody", "pitch (semitones)", "pitch_", chance="")
INTENSITIES = tracks.cards("prosody", "loudness (dB)", "intensity_", chance="")
RATES = tracks.cards("prosody", "speech rate (syllable-like peaks per second)", "rate_", chance="")
CARDS = (PITCH, INTENSITY, RATE, *PITCHES, *INTENSITIES, *RATES)


@dataclass(frozen=True, slots=True)
class Sound:
    """How a turn sounds: pitch in semitones above 100 Hz, intensity in dB of full scale, rate in peaks per second."""

    pitch: Value = None
    intensity: Value = None
    rate: Value = None


SILENCE = Sound()


def compute(talk: Talk) -> tuple[Measurement, ...]:
    """Return pitch, intensity and rate, then the track measures of each; all None where no recording is named.

    Raises: InputError when the recording or the ends cannot be read, MissingExtraError.
    """
    heard = sounds(talk)
    pitch, intensity, rate = ([getattr(sound, name) for sound in heard] for name in Sound.__slots__)
    return (
        series(PITCH, talk, pitch),
        series(INTENSITY, talk, intensity),
        series(RATE, talk, rate),
        *tracks.measurements(PITCHES, talk, pitch),
        *tracks.measurements(INTENSITIES, talk, intensity),
        *tracks.measurements(RATES, talk, rate),
    )


def sounds(talk: Talk) -> tuple[Sound, ...]:
    """Return how each turn sounds; `SILENCE` where its times are unknown, no time passes or it lies outside the recording.

    `meta["audio"]` is a path as the current folder sees it. Of a recording with several channels each side has its own: the
    one that stands out most when that side speaks, so gains may differ and the order of the channels does not matter.

    Raises: InputError, MissingExtraError.
    """
    path = talk.conversation.meta.get(AUDIO)
    if path is None:
        return (SILENCE,) * len(talk)
    if not isinstance(path, str):
        raise InputError("is no path of a file", field=f"meta.{AUDIO}", value=path)
    spans = list(zip(tracks.starts(talk), ends(talk), strict=True))
    with _opened(path) as recording:
        channels = _channels(recording, spans, talk.sides)
        pieces = (_read(recording, start, end) for start, end in spans)
        return tuple(
            sound(piece[:, channels[side]], recording.samplerate) if piece.size else SILENCE
            for piece, side in zip(pieces, talk.sides, strict=True)
        )


def sound(samples: Samples, samples_per_second: int) -> Sound:
    """Return how a turn sounds: `samples` are those of one channel, -1..1 at full scale.

    A frame is a pause when it is 25 dB below the loud frames (the 95th percentile) or below -70 dB. A turn of pauses only
    has no value at all; one without a voice (a noise) has an intensity only.
    """
    import numpy as np

    if samples_per_second < 2 * HIGHEST:  # too few to hold a voice
        return SILENCE
    wave, speed = _brought_down(samples, samples_per_second)
    periods = [_pitches(piece, speed) for piece in _framed(wave, speed)]
    if not periods:
        return SILENCE
    levels = np.concatenate([level for level, _ in periods])
    pitches = np.concatenate([pitch for _, pitch in periods])
    floor = max(float(np.percentile(levels, 95)) - QUIET, SILENT)
    sounding = levels > floor
    if not sounding.any():
        return SILENCE
    voiced = sounding & ~np.isnan(pitches)
    nuclei = _nuclei(levels, voiced, floor)
    return Sound(
        pitch=_mean_pitch(pitches[voiced]),
        intensity=10 * float(np.log10(np.mean(10 ** (levels[sounding] / 10)))),
        rate=nuclei * samples_per_second / len(samples) if nuclei else None,
    )


def _opened(path: str) -> soundfile.SoundFile:
    try:
        import soundfile
    except (ImportError, OSError) as error:  # OSError: the package without the library that it wraps
        raise MissingExtraError("reading a recording", EXTRA) from error
    if not Path(path).is_file():
        raise InputError("no such recording", path=path, field=f"meta.{AUDIO}", hint="give the path of a WAV file")
    try:
        return soundfile.SoundFile(path)
    except soundfile.LibsndfileError as error:
        raise InputError(f"is no recording: {error.error_string}", path=path, field=f"meta.{AUDIO}") from error


def _read(recording: soundfile.SoundFile, start: Value, end: Value) -> Samples:
    """Return the samples of a span, one column a channel; no rows where it is unknown, empty or outside the recording."""
    import numpy as np

    speed, seconds = recording.samplerate, recording.frames / recording.samplerate
    first = stop = 0
    if start is not None and end is not None and 0 <= start < min(end, seconds):
        first, stop = round(start * speed), round(min(end, seconds) * speed)
    recording.seek(first)
    samples = recording.read(stop - first, dtype="float64", always_2d=True)
    known: Samples = np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0)
    return known


def _channels(
    recording: soundfile.SoundFile, spans: list[tuple[Value, Value]], sides: tuple[int, ...]
) -> tuple[int, int]:
    """Return the channel of each side: that whose power when the side speaks, over when the other does, is the largest."""
    import numpy as np

    if recording.channels == 1:
        return 0, 0
    power = np.full((2, recording.channels), np.finfo(float).tiny)
    for (start, end), side in zip(spans, sides, strict=True):
        power[side] += np.square(_read(recording, start, end)).sum(axis=0)
    contrast = np.log(power[0]) - np.log(power[1])
    return int(contrast.argmax()), int(contrast.argmin())


def _brought_down(samples: Samples, samples_per_second: int) -> tuple[Samples, float]:
    """Return the wave about 0, with no more samples per second than speech needs."""
    from scipy.signal import resample_poly

    factor = max(1, samples_per_second // SAMPLES_PER_SECOND)
    wave = samples - samples.mean()
    return (wave if factor == 1 else resample_poly(wave, 1, factor)), samples_per_second / factor


def _framed(wave: Samples, speed: float) -> Iterator[Samples]:
    """Yield frames, a row each, many at a time; a frame is a window and the longest period after it."""
    from numpy.lib.stride_tricks import sliding_window_view

    size = round(WINDOW * speed) + int(speed / LOWEST) + 1
    if len(wave) >= size:
        frames = sliding_window_view(wave, size)[:: max(1, round(HOP * speed))]
        for start in range(0, len(frames), PIECES):
            yield frames[start : start + PIECES]


def _pitches(frames: Samples, speed: float) -> tuple[Samples, Samples]:
    """Return the level of each frame in dB, and its pitch in semitones by YIN, not a number where it is unvoiced."""
    import numpy as np

    tiny = np.finfo(float).tiny
    levels = 10 * np.log10(np.maximum(np.square(frames).mean(axis=1), tiny))
    unlike = _unlikeness(frames, round(WINDOW * speed))
    shortest = max(2, int(speed / HIGHEST))
    middle = unlike[:, shortest:-1]
    enough = np.minimum(middle.min(axis=1, keepdims=True) + CLOSE, APERIODICITY)
    dips = (middle < enough) & (middle <= unlike[:, shortest - 1 : -2]) & (middle < unlike[:, shortest + 1 :])
    rows = np.arange(len(frames))
    lag = dips.argmax(axis=1) + shortest
    before, at, after = (unlike[rows, lag + step] for step in (-1, 0, 1))
    bend = np.maximum(before - 2 * at + after, 1e-12)  # the bottom of a parabola through three points
    period = lag + np.clip((before - after) / (2 * bend), -0.5, 0.5)
    return levels, np.where(dips.any(axis=1), 12 * np.log2(speed / period / REFERENCE), np.nan)


def _unlikeness(frames: Samples, window: int) -> Samples:
    """Return how unlike itself each frame is after each lag: YIN's difference over its mean at shorter lags."""
    import numpy as np

    tiny = np.finfo(float).tiny
    size = frames.shape[1]
    lags = size - window
    length = 1 << (size + window).bit_length()
    spectrum = np.fft.rfft(frames, length)
    head = np.fft.rfft(frames[:, :window], length)
    product = np.fft.irfft(spectrum * head.conj(), length)[:, :lags]
    below = np.concatenate([np.zeros((len(frames), 1)), np.cumsum(np.square(frames), axis=1)], axis=1)
    energy = below[:, window : window + lags] - below[:, :lags]
    difference = np.maximum(energy[:, :1] + energy - 2 * product, 0)
    difference[:, 0] = 0
    total = np.cumsum(difference, axis=1)
    unlike: Samples = difference * np.arange(lags) / np.maximum(total, tiny)
    unlike[:, 0] = 1
    return unlike


def _mean_pitch(pitches: Samples) -> Value:
    import numpy as np

    if len(pitches) < VOICED_FRAMES:
        return None
    return float(pitches[np.abs(pitches - np.median(pitches)) < OCTAVE_ERROR].mean())


def _nuclei(levels: Samples, voiced: Flags, floor: float) -> int:
    """Return how many peaks the level has near a voice, with a dip between each two; silence surrounds the turn."""
    import numpy as np
    from scipy.signal import find_peaks

    around = np.pad(levels, 1, constant_values=floor - QUIET)
    peaks, _ = find_peaks(around, height=floor, prominence=DIP)
    near = np.convolve(voiced, np.ones(2 * NEAR + 1))[NEAR : NEAR + len(voiced)] > 0
    return int(near[peaks - 1].sum())


FAMILY = Family("prosody", CARDS, compute, EXTRA)
