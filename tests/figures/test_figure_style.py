import itertools

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from adaptedflow.figures import label_end, log_scale, style
from adaptedflow.figures.style import HUES, LINES

# Protanopia, deuteranopia and tritanopia on linear RGB (Machado, Oliveira and Fernandes 2009, full severity)
BLINDNESS = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def linear(hue):
    rgb = np.array(to_rgb(hue))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """CIE L*a*b* of linear RGB, white D65."""
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ np.clip(rgb, 0, 1)
    t = xyz / [0.9505, 1.0, 1.089]
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("hue", HUES)
def test_every_hue_stands_out_from_white(hue):
    luminance = linear(hue) @ [0.2126, 0.7152, 0.0722]
    assert 1.05 / (luminance + 0.05) >= 3  # contrast as WCAG 2 defines it, and its bound for graphics


@pytest.mark.parametrize("kind", BLINDNESS)
def test_every_two_hues_stay_apart_for_colour_blind_readers(kind):
    seen = [lab(np.array(BLINDNESS[kind]) @ linear(hue)) for hue in HUES]
    # a difference of 2.3 is just noticeable; 10 is seen at a glance
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)) > 10


def test_five_hues_and_five_line_styles():
    assert len(set(HUES)) == len(set(LINES)) == 5
    with style():
        axes = Figure().subplots()
        drawn = [axes.plot([0, 1])[0] for _ in range(5)]
    assert [line.get_color() for line in drawn] == list(HUES)
    assert len({str(line.get_linestyle()) + str(line._dash_pattern) for line in drawn}) == 5


def test_style_ends_with_its_block_and_replaces_the_readers_settings():
    with matplotlib.rc_context({"font.size": 33, "xtick.direction": "in"}):
        with style():
            assert matplotlib.rcParams["font.size"] == 12 and matplotlib.rcParams["xtick.direction"] == "out"
        assert matplotlib.rcParams["font.size"] == 33


def test_style_decorates_a_drawing_function_each_time_it_is_called():
    @style()
    def draw():
        return matplotlib.rcParams["font.family"], Figure().get_layout_engine()

    for family, layout in (draw(), draw()):
        assert family == ["STIXGeneral"]
        assert type(layout).__name__ == "ConstrainedLayoutEngine"


def test_label_sits_at_the_last_finite_point_in_the_colour_of_the_line():
    axes = Figure().subplots()
    (line,) = axes.plot([0, 1, 2, 3], [5, 6, 7, np.nan], color=HUES[1])
    label_end(line, "$L = 2$", shift=(3, 4))
    (label,) = axes.texts
    assert label.xy == (2, 7) and label.get_color() == HUES[1] and label.get_text() == "$L = 2$" and label.get_position() == (3, 4)


def test_a_line_without_points_has_no_end():
    (line,) = Figure().subplots().plot([np.nan], [1.0])
    with pytest.raises(ValueError, match=r"expected a finite point to label 'a' at, got none among 1\. Draw"):
        label_end(line, "a")


@pytest.mark.parametrize("low, high", [(1e-16, 1.0), (1e-3, 1e3), (0.2, 40.0)])
def test_log_scale_labels_few_powers_of_ten(low, high):
    figure = Figure()
    axes = figure.subplots()
    axes.plot([low, high], [low, high])
    for axis in (axes.xaxis, axes.yaxis):
        log_scale(axis)
        figure.draw_without_rendering()
        assert axis.get_scale() == "log"
        inside = [tick for tick in axis.get_majorticklocs() if low <= tick <= high]
        assert 2 <= len(inside) <= 7
        np.testing.assert_allclose(np.log10(inside), np.round(np.log10(inside)), atol=1e-12)
        assert all(label.get_text() == "" for label in axis.get_minorticklabels())


def test_log_scale_wants_an_axis():
    with pytest.raises(TypeError, match=r"axis: expected axes\.xaxis or axes\.yaxis, got Axes\. Pass"):
        log_scale(Figure().subplots())
