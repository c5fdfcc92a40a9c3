"""Prosody: waves whose pitch, level and beat are known; recordings that are wrong; and two voices made to meet or not."""

from __future__ import annotations

import io
import math
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from commonground.conversation.record import Conversation, Turn
from commonground.errors import InputError, MissingExtraError
from commonground.measures import prosody, rhythm, tracks
from commonground.measures.measure import Measurement
from commonground.measures.prosody import SILENCE, sound
from commonground.measures.talk import Talk, talk

Samples = NDArray[np.float64]
SPEED = 16_000


def tone(hertz: float, seconds: float = 1.0, level: float = 0.3, speed: int = SPEED) -> Samples:
    """A voice-like tone: seven harmonics, each weaker than the one below."""
    time = np.arange(round(seconds * speed)) / speed
    parts = [np.sin(2 * np.pi * hertz * k * time) / k for k in range(1, 8) if hertz * k < speed / 2]
    wave: Samples = level * np.sum(parts, axis=0)
    return wave


def beaten(wave: Samples, per_second: float, speed: int = SPEED) -> Samples:
    """The wave swelling and fading so many times a second."""
    swell: Samples = 0.5 * (1 - np.cos(2 * np.pi * per_second * np.arange(len(wave)) / speed))
    return wave * swell


def semitones(hertz: float) -> float:
    return 12 * math.log2(hertz / 100)


def pitch(wave: Samples, speed: int = SPEED) -> float:
    value = sound(wave, speed).pitch
    assert value is not None
    return value


def recorded(path: Path, turns: list[Samples], pause: float = 0.2, speed: int = SPEED, *, stereo: bool = False) -> Talk:
    """A talk of two speakers in turns, with a pause after each, in one channel or in a channel each."""
    waves: list[Samples] = []
    starts, ends, now = [], [], 0
    quiet = np.zeros(round(pause * speed))
    for t, wave in enumerate(turns):
        starts.append(now / speed)
        ends.append((now + len(wave)) / speed)
        both = np.concatenate([wave, quiet])
        waves.append(np.stack([both, 0.05 * both][:: 1 - 2 * (t % 2)], axis=1) if stereo else both[:, None])
        now += len(both)
    soundfile.write(path, np.concatenate(waves), speed, subtype="PCM_16")
    said = tuple(Turn(("user", "assistant")[t % 2], "word", time=start) for t, start in enumerate(starts))
    found = talk(Conversation(said, meta={"audio": str(path), "ends": ends}))
    assert found is not None
    return found


def measured(found: Talk) -> dict[str, Measurement]:
    return {one.measure: one for one in prosody.compute(found)}


def number(found: dict[str, Measurement], name: str) -> float:
    value = found[name].value
    assert value is not None
    return value


@pytest.mark.parametrize("speed", [8_000, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("hertz", [75.0, 100.0, 123.4, 220.0, 333.3, 450.0])
def test_the_pitch_of_a_tone(hertz: float, speed: int) -> None:
    assert pitch(tone(hertz, speed=speed), speed) == pytest.approx(semitones(hertz), abs=0.05)


@given(st.floats(70, 450), st.floats(0.01, 1.0))
@settings(max_examples=25, deadline=None)
def test_the_pitch_does_not_depend_on_the_level(hertz: float, level: float) -> None:
    assert pitch(tone(hertz, 0.3, level * 0.5)) == pytest.approx(semitones(hertz), abs=0.05)


def test_a_glide_has_the_mean_pitch() -> None:
    """From 100 to 200 Hz, as far up each second as the last: 6 semitones in the middle."""
    time = np.arange(2 * SPEED) / SPEED
    phase = 2 * np.pi * np.cumsum(100 * 2 ** (time / 2)) / SPEED
    assert pitch(0.3 * np.sin(phase)) == pytest.approx(6, abs=0.1)


def test_an_octave_is_twelve() -> None:
    assert pitch(tone(240)) - pitch(tone(120)) == pytest.approx(12, abs=0.02)


@pytest.mark.parametrize("level", [1.0, 0.5, 0.05])
def test_the_intensity_of_a_sine(level: float) -> None:
    """The mean square of a sine is half the square of its height: -3.01 dB at full scale. Frames cut its periods."""
    wave = level * np.sin(2 * np.pi * 200 * np.arange(SPEED) / SPEED)
    assert sound(wave, SPEED).intensity == pytest.approx(20 * math.log10(level) - 3.0103, abs=0.05)


def test_a_pause_within_a_turn_does_not_make_it_quieter() -> None:
    """All but the few frames at its edges, half full."""
    wave = tone(150)
    held = np.concatenate([wave, np.zeros(SPEED), wave])
    assert sound(held, SPEED).intensity == pytest.approx(sound(wave, SPEED).intensity, abs=0.2)
    assert pitch(held) == pytest.approx(pitch(wave), abs=0.05)


@pytest.mark.parametrize("per_second", [2.0, 4.0, 6.0])
def test_the_rate_is_the_number_of_swells(per_second: float) -> None:
    assert sound(beaten(tone(150, 3.0), per_second), SPEED).rate == pytest.approx(per_second, abs=0.01)


def test_a_pause_counts_as_time_in_the_rate() -> None:
    beats = beaten(tone(150, 2.0), 4)
    assert sound(np.concatenate([beats, np.zeros(2 * SPEED)]), SPEED).rate == pytest.approx(2, abs=0.01)


def test_one_held_tone_is_one_syllable() -> None:
    assert sound(tone(150, 2.0), SPEED).rate == pytest.approx(0.5)


@pytest.mark.parametrize("seed", range(3))
def test_noise_is_loud_but_has_no_voice(seed: int) -> None:
    wave = np.random.default_rng(seed).normal(0, 0.1, 2 * SPEED)
    found = sound(wave, SPEED)
    assert found.intensity == pytest.approx(-20, abs=0.2)
    assert (found.pitch, found.rate) == (None, None)


@pytest.mark.parametrize(
    "wave", [np.zeros(SPEED), np.full(SPEED, 0.5), np.zeros(0), tone(150, 0.02), 1e-5 * tone(150, 1)]
)
def test_silence_has_no_values(wave: Samples) -> None:
    assert sound(wave if wave.size else np.zeros(1), SPEED) == SILENCE


def test_too_few_samples_a_second_hold_no_voice() -> None:
    assert sound(np.sin(np.arange(500.0)), 100) == SILENCE


def test_long_turns_are_taken_in_pieces() -> None:
    seconds = 3 * prosody.PIECES * prosody.HOP
    assert pitch(tone(150, seconds)) == pytest.approx(semitones(150), abs=0.01)


def test_every_card_has_its_measurement_in_order(tmp_path: Path) -> None:
    found = measured(recorded(tmp_path / "talk.wav", [tone(120), tone(220)]))
    assert list(found) == [card.name for card in prosody.FAMILY.cards]
    assert len(found) == 12
    assert (prosody.FAMILY.name, prosody.FAMILY.extra) == ("prosody", "audio")


def test_each_turn_is_heard_between_its_times(tmp_path: Path) -> None:
    hertz = (120.0, 220.0, 140.0, 200.0)
    found = measured(recorded(tmp_path / "talk.wav", [tone(each, 0.5) for each in hertz]))["prosody.pitch"]
    assert found.per_turn == pytest.approx([semitones(each) for each in hertz], abs=0.05)
    assert found.sides[0] == pytest.approx((semitones(120) + semitones(140)) / 2, abs=0.05)


@pytest.mark.parametrize("swapped", [False, True])
def test_each_side_is_heard_in_its_own_channel(tmp_path: Path, *, swapped: bool) -> None:
    """The user's channel has a loud hum while the assistant speaks: mixed down, it would hide the voice."""
    found = recorded(tmp_path / "talk.wav", [tone(120, 0.5), tone(220, 0.5), tone(130, 0.5)], stereo=True)
    samples, speed = soundfile.read(tmp_path / "talk.wav")
    start, end = tracks.starts(found)[1], rhythm.ends(found)[1]
    assert start is not None
    assert end is not None
    span = slice(round(start * speed), round(end * speed))
    samples[span, 0] += 0.2 * np.sin(2 * np.pi * 75 * np.arange(span.stop - span.start) / speed)
    soundfile.write(tmp_path / "talk.wav", samples[:, ::-1] if swapped else samples, speed)
    pitches = measured(found)["prosody.pitch"].per_turn
    assert pitches == pytest.approx([semitones(120), semitones(220), semitones(130)], abs=0.05)


def test_a_far_quieter_channel_is_still_the_speakers_own(tmp_path: Path) -> None:
    """The user's microphone is ten times as strong, and hears the assistant better than the assistant's own does."""
    user, assistant, none = tone(120, 0.5), tone(220, 0.5), np.zeros(SPEED // 2)
    first = np.concatenate([user, 0.15 * assistant, user])
    second = np.concatenate([none, 0.1 * assistant, none])
    soundfile.write(tmp_path / "talk.wav", np.stack([first, second], axis=1), SPEED)
    said = tuple(Turn(("user", "assistant")[t % 2], "x", time=t / 2) for t in range(3))
    found = talk(Conversation(said, meta={"audio": str(tmp_path / "talk.wav"), "ends": [0.5, 1.0, 1.5]}))
    assert found is not None
    loudness = measured(found)["prosody.intensity"].per_turn
    whole = sound(assistant, SPEED).intensity
    assert whole is not None
    assert loudness[1] == pytest.approx(whole - 20, abs=0.1)


def test_two_equal_channels_are_as_one(tmp_path: Path) -> None:
    found = recorded(tmp_path / "talk.wav", [tone(120, 0.5), tone(220, 0.5)])
    one = measured(found)
    samples, speed = soundfile.read(tmp_path / "talk.wav")
    soundfile.write(tmp_path / "talk.wav", np.stack([samples, samples], axis=1), speed)
    assert measured(found) == one


def test_a_turn_of_unknown_times_or_outside_the_file_is_silent(tmp_path: Path) -> None:
    path = tmp_path / "talk.wav"
    soundfile.write(path, tone(150, 2.0), SPEED)
    starts = (0.0, None, 1.0, 1.0, 50.0, -1.0, 1.5, 1e300)
    ends = (0.5, 1.0, None, 1.0, 51.0, 0.5, 99.0, 1e301)
    said = tuple(Turn(("user", "assistant")[t % 2], "x", time=start) for t, start in enumerate(starts))
    found = talk(Conversation(said, meta={"audio": str(path), "ends": ends}))
    assert found is not None
    pitches = measured(found)["prosody.pitch"].per_turn
    assert [value is not None for value in pitches] == [True, False, False, False, False, False, True, False]


def test_samples_that_are_no_numbers_are_silence(tmp_path: Path) -> None:
    path = tmp_path / "talk.wav"
    wave = tone(150, 2.0)
    wave[100], wave[SPEED:] = np.inf, np.nan
    soundfile.write(path, wave, SPEED, subtype="FLOAT")
    said = (Turn("user", "x", time=0.0), Turn("assistant", "x", time=1.0))
    found = talk(Conversation(said, meta={"audio": str(path), "ends": [1.0, 2.0]}))
    assert found is not None
    first, second = measured(found)["prosody.pitch"].per_turn
    assert first == pytest.approx(semitones(150), abs=0.1)
    assert second is None


def untimed(**meta: object) -> Talk:
    found = talk(Conversation((Turn("user", "one", time=0.0), Turn("assistant", "two", time=1.0)), meta=meta))
    assert found is not None
    return found


def test_without_a_recording_there_is_nothing_and_nothing_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "soundfile", None)
    assert all(one.value is None for one in measured(untimed()).values())


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "soundfile", None)
    with pytest.raises(MissingExtraError, match="'audio'"):
        measured(untimed(audio="talk.wav"))


def test_a_recording_that_is_missing_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.wav", tmp_path):
        with pytest.raises(InputError, match="no such recording"):
            measured(untimed(audio=str(path)))


def test_a_file_that_is_no_recording_is_named(tmp_path: Path) -> None:
    path = tmp_path / "talk.wav"
    for content in (b"", b"not a recording", b"RIFF\0\0\0\0WAVE"):
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"talk\.wav: meta\.audio: is no recording"):
            measured(untimed(audio=str(path)))


def test_a_path_that_is_no_text_is_named() -> None:
    with pytest.raises(InputError, match=r"meta\.audio: is no path"):
        measured(untimed(audio=3))


def test_an_empty_recording_is_silence(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "talk.wav", np.zeros(0), SPEED)
    assert measured(untimed(audio=str(tmp_path / "talk.wav"), ends=[1.0, 2.0]))["prosody.pitch"].value is None


@pytest.mark.parametrize(
    ("hertz", "name"),
    [
        ((120, 240, 120, 220, 120, 190, 120, 160, 120, 130), "prosody.pitch_convergence"),
        ((100, 200, 110, 220, 125, 250, 140, 280, 125, 250, 110, 220), "prosody.pitch_synchrony"),
    ],
)
def test_tones_that_meet_converge_and_tones_in_step_are_in_synchrony(
    tmp_path: Path, hertz: tuple[float, ...], name: str
) -> None:
    found = measured(recorded(tmp_path / "talk.wav", [tone(each, 0.3) for each in hertz]))
    track, sides = [semitones(each) for each in hertz], [t % 2 for t in range(len(hertz))]
    by_formula = {"prosody.pitch_convergence": tracks.convergence, "prosody.pitch_synchrony": tracks.synchrony}[name]
    assert number(found, name) == pytest.approx(by_formula(track, sides), abs=0.01)
    assert number(found, name) > 0.7


def test_loudness_and_beat_have_tracks_of_their_own(tmp_path: Path) -> None:
    levels, beats = (0.3, 0.03, 0.3, 0.06, 0.3, 0.12, 0.3, 0.24), (3, 8, 3, 7, 3, 5, 3, 4)
    waves = [beaten(tone(150, 1.0, level), beat) for level, beat in zip(levels, beats, strict=True)]
    found = measured(recorded(tmp_path / "talk.wav", waves))
    assert found["prosody.rate"].per_turn == pytest.approx(beats, abs=0.01)
    for name in ("prosody.intensity_convergence", "prosody.rate_convergence"):
        assert number(found, name) > 0.95


# Speech: the user speaks low and slowly throughout; the assistant starts high and fast, and comes over or does not.
SENTENCES = (
    "we could take the train to the city tomorrow morning",
    "there is a market near the river on the other side",
    "my brother lives in a small house behind the station",
    "you will need a ticket and a map of the old town",
    "the weather has been lovely since the middle of the week",
    "please remember to bring the letters for the lady",
)
STEADY = (30, 130)
COMING = ((90, 250), (80, 230), (70, 210), (58, 190), (45, 165), (35, 140))
ERRATIC = ((60, 190), (88, 245), (64, 180), (62, 200), (90, 240), (61, 185))
needs_speech = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


def speech(text: str, voice: str, height: int, words_per_minute: int) -> tuple[Samples, int]:
    command = ["espeak-ng", "-v", voice, "-p", str(height), "-s", str(words_per_minute), "--stdout", text]
    done = subprocess.run(command, capture_output=True, check=True, timeout=30)
    header = bytearray(done.stdout)
    for place in (4, 40):  # written to a pipe, the header does not know how long the sound is
        header[place : place + 4] = (len(header) - place - 4).to_bytes(4, "little")
    samples, speed = soundfile.read(io.BytesIO(bytes(header)), dtype="float64")
    heard = np.flatnonzero(np.abs(samples) > 0.005)
    return samples[heard[0] : heard[-1] + 1], speed


def conversation(path: Path, assistant: tuple[tuple[int, int], ...], *, stereo: bool = False) -> dict[str, Measurement]:
    waves, speed = [], SPEED
    for t, (height, words_per_minute) in enumerate(assistant):
        for voice, how, text in (
            ("en-us", STEADY, f"{SENTENCES[t]} and {SENTENCES[t - 2]}"),
            ("en-us+f3", (height, words_per_minute), f"{SENTENCES[t - 3]} and {SENTENCES[t - 4]}"),
        ):
            wave, speed = speech(text, voice, *how)
            waves.append(wave)
    return measured(recorded(path, waves, speed=speed, stereo=stereo))


@needs_speech
@pytest.mark.parametrize("stereo", [False, True])
def test_a_voice_that_comes_over_is_told_from_one_that_does_not(tmp_path: Path, *, stereo: bool) -> None:
    coming = conversation(tmp_path / "coming.wav", COMING, stereo=stereo)
    erratic = conversation(tmp_path / "erratic.wav", ERRATIC, stereo=stereo)
    parting = conversation(tmp_path / "parting.wav", COMING[::-1], stereo=stereo)
    for name, least in (("prosody.pitch_convergence", 0.95), ("prosody.rate_convergence", 0.6)):
        assert number(coming, name) > least
        assert abs(number(erratic, name)) < 0.5
        assert number(parting, name) < -least


@needs_speech
def test_a_higher_and_faster_voice_is_heard_as_one(tmp_path: Path) -> None:
    found = conversation(tmp_path / "coming.wav", COMING)
    heights, rates = found["prosody.pitch"].per_turn[1::2], found["prosody.rate"].per_turn[1::2]
    assert list(heights) == sorted(heights, reverse=True, key=lambda value: value or 0)
    assert (rates[0] or 0) > 1.4 * (rates[-1] or 0)
    assert (found["prosody.pitch"].sides[1] or 0) > (found["prosody.pitch"].sides[0] or 0) + 6


@needs_speech
def test_syllables_are_counted_in_speech() -> None:
    """17 syllables: ten words of one (seven, then three), ci-ty, to-mor-row, mor-ning."""
    text = "we could take the train to the city tomorrow morning if it stops"
    for voice, height, words_per_minute in (("en-us", 50, 130), ("en-us+f3", 30, 170), ("en-us+f3", 80, 210)):
        wave, speed = speech(text, voice, height, words_per_minute)
        rate = sound(wave, speed).rate
        assert rate is not None
        assert rate * len(wave) / speed == pytest.approx(17, abs=3)
