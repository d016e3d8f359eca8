"""The names that people give to parameters, and what they mean.

Names are read without case and underscores. What a name means depends on the layer, f is a filter
or a window's size, and on whether it is a parameter of a function or of a class.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from symconv.verification.code.running.attributes import bare, differentiated


class Meaning(StrEnum):
    """What a parameter of somebody's function means."""

    GRAD_O = "grad_o"
    INPUT = "x"
    FILTER = "f"
    BIAS = "b"
    TARGET = "t"
    INDICES = "i"
    CACHE = "cache"
    OPTIONS = "options"
    """A dictionary of constants, such as conv_param."""
    STRIDE = "stride"
    PADDING = "padding"
    DILATION = "dilation"
    GROUPS = "groups"
    WINDOW = "window"
    WINDOW_HEIGHT = "window height"
    WINDOW_WIDTH = "window width"
    IN_CHANNELS = "in channels"
    OUT_CHANNELS = "out channels"
    INPUT_SHAPE = "input shape"
    FILTER_SHAPE = "filter shape"
    """The channels, and the size of the filter."""
    RATE = "rate"
    MODE = "mode"
    HAS_BIAS = "has bias"
    OPTIMIZER = "optimizer"
    TRAINING = "training"
    NAME = "name"


def _words(text: str) -> frozenset[str]:
    return frozenset(map(bare, text.split()))


_GRADIENTS = _words(
    """dout d_out grad_o dz dy do dh da grad_output grad_out gradout output_grad out_grad
    output_gradient delta deltas upstream upstream_grad upstream_gradient d_l_d_out d_l_d_o
    dl_dout dl_do dl_dy dl_dz dldo dldy dldz dout_ accum_grad grad gradient gradients gradient_out
    error errors err output_error loss_gradient loss_grad dnext d_next next_grad next_delta
    delta_next grad_next residual eta_next dl d_output doutput douts g go gy grad_y grad_z gz
    dvalues dinputs_next d_loss dloss dlout dl_dout dconv dpool dnext_layer back_grad incoming
    incoming_grad grad_in_out topgrad top_diff backprop_grad dupstream d_y d_z dfeature error_tensor
    grad_tensor out_gradient output_grads output_gradients dlayer"""
)
_INPUTS = _words(
    """x a_prev aprev input inputs image images img imgs data inp input_tensor in_tensor tensor
    a prev h_prev in_data last_input
    feature_map feature_maps features z x_in xin layer_input input_data input_ a_in h activations
    activation volume input_volume prev_a x_input picture array inputs_ x_batch batch_x matrix
    x_data input_image input_array pred y_pred yhat y_hat predictions logits scores"""
)
_FILTERS = _words(
    """w weight weights filter filters kernel kernels filt f k weights_ kernel_ conv_filter theta
    w_conv kern ker wt filter_ filters_ conv_w conv_kernel mask_kernel"""
)
_BIASES = _words("b bias biases bias_ b_conv")
_TARGETS = _words("t target targets y y_true ytrue labels label truth expected")
_INDICES = _words("i indices idx argmax max_indices switches places index max_idx")
_CACHES = _words("cache caches cached ctx memory saved saved_for_backward context cache_")
_OPTIONS = _words(
    """conv_param conv_params pool_param pool_params hparameters hparams params hyperparameters
    hparam param parameters opts options config conv_dict hyper_params hyperparams hyper_parameters
    layer_params settings kwargs_"""
)
_STRIDES = _words("stride stride_shape strides s step steps stride_ st stride_size conv_stride")
_PADDINGS = _words("pad padding pads p padding_ n_pad pad_size pad_width zero_padding paddings")
_DILATIONS = _words("dilation dilations dil dilation_rate rate_dilation dilate")
_GROUPS = _words("groups group n_groups num_groups")
_WINDOWS = _words(
    """pool_size size kernel_size pool window window_size filter_size pool_shape pooling_size ksize
    kernel_shape filter_shape k_size f_size pool_dim kernel_dim field_size field kernel_dims
    filter_dim receptive_field pooling_shape"""
)
_HEIGHTS = _words("pool_height hh kh pool_h filter_height kernel_height f_h fh height_pool")
_WIDTHS = _words("pool_width ww kw pool_w filter_width kernel_width f_w fw width_pool")
_IN_CHANNELS = _words(
    "in_channels input_channels n_c_prev channels in_ch c_in n_in in_channel num_channels "
    "input_depth in_depth depth n_channels in_planes nin cin in_features in_dim n_inputs "
    "input_size input_dim ic fan_in"
)
_OUT_CHANNELS = _words(
    "out_channels output_channels n_filters num_filters filters n_c out_ch c_out n_out "
    "out_channel num_kernels n_kernels out_planes nout cout nb_filters out_features out_dim "
    "n_outputs output_size output_dim units num_filter n_filter n_kernel oc k_out depth_out "
    "kernels number_of_filters fan_out"
)
_SHAPES = _words("input_shape in_shape input_dims x_shape shape input_size_ image_shape in_dims")
_FILTER_SHAPES = _words("convolution_shape conv_shape")
_RATES = _words("lr learning_rate learn_rate lrate alpha eta step_size learningrate")
_MODES = _words("mode pool_type type pooling method pool_mode pooling_type operation")
_HAS_BIAS = _words("bias use_bias has_bias with_bias")
_OPTIMIZERS = _words("optimizer optimiser opt optim")
_TRAININGS = _words("training train is_training is_train trainable train_mode")
_NAMES = _words("name layer_name")

_SHARED: Mapping[Meaning, frozenset[str]] = {
    Meaning.CACHE: _CACHES,
    Meaning.OPTIONS: _OPTIONS,
    Meaning.STRIDE: _STRIDES,
    Meaning.PADDING: _PADDINGS,
    Meaning.DILATION: _DILATIONS,
    Meaning.GROUPS: _GROUPS,
    Meaning.WINDOW_HEIGHT: _HEIGHTS,
    Meaning.WINDOW_WIDTH: _WIDTHS,
    Meaning.RATE: _RATES,
    Meaning.MODE: _MODES,
    Meaning.NAME: _NAMES,
    Meaning.OPTIMIZER: _OPTIMIZERS,
    Meaning.TRAINING: _TRAININGS,
}
_ARRAYS: Mapping[Meaning, frozenset[str]] = {
    Meaning.GRAD_O: _GRADIENTS,
    Meaning.BIAS: _BIASES,
    Meaning.INPUT: _INPUTS,
}
_MAKING: Mapping[Meaning, frozenset[str]] = {
    Meaning.IN_CHANNELS: _IN_CHANNELS,
    Meaning.OUT_CHANNELS: _OUT_CHANNELS,
    Meaning.INPUT_SHAPE: _SHAPES,
    Meaning.FILTER_SHAPE: _FILTER_SHAPES,
    Meaning.HAS_BIAS: _HAS_BIAS,
}
_OF_FILTER = {Meaning.FILTER: _FILTERS}
_OF_WINDOW = {Meaning.WINDOW: _WINDOWS}
_OF_POOL = {Meaning.WINDOW: _WINDOWS | _words("f k filter kernel filters hw n")}
_OF_TARGET = {Meaning.TARGET: _TARGETS}
_OF_INDICES = {Meaning.INDICES: _INDICES}


def meaning(name: str, kind: str, has_filter: bool, makes_object: bool) -> Meaning | None:
    """Give what a parameter means by its name, or None.

    Parameters
    ----------
    name : of the parameter, or of a key of a dictionary
    kind : the layer's kind
    has_filter : whether the layer has a filter or weights
    makes_object : whether it is a parameter of a class
    """
    word = bare(name)
    for found, names in _tables(kind, has_filter, makes_object):
        if word in names:
            return found
    return None


def _tables(
    kind: str, has_filter: bool, makes_object: bool
) -> list[tuple[Meaning, frozenset[str]]]:
    tables: dict[Meaning, frozenset[str]] = {}
    if makes_object:
        tables |= {**_MAKING, **_SHARED}
        tables |= _OF_WINDOW if has_filter else _OF_POOL
        tables[Meaning.WINDOW] |= _words("f k") if has_filter else frozenset()
        tables |= {Meaning.FILTER: _words("w weight weights filters_array kernel_array filter")}
        tables |= {Meaning.BIAS: _words("b biases bias_array")}
        return list(tables.items())
    if kind == "loss":
        tables |= _OF_TARGET
    if kind == "unpool":
        tables |= _OF_INDICES
    tables |= _OF_FILTER if has_filter else _OF_POOL
    tables |= _ARRAYS
    return [*tables.items(), *_SHARED.items(), *_OF_WINDOW.items(), *_MAKING.items()]


def is_input_gradient(name: str) -> bool:
    """Tell whether a name is one of the gradient of an input.

    >>> is_input_gradient("dA_prev"), is_input_gradient("dW"), is_input_gradient("x")
    (True, False, False)
    """
    return bool(differentiated(name) & (_INPUTS | _words("in prev inp previous")))
