"""What a module must not have, and errors of ``torch.func`` in sentences with a cure."""

from contextlib import contextmanager

import torch
from torch.nn.modules.batchnorm import _NormBase
from torch.nn.modules.dropout import _DropoutNd
from torch.nn.parameter import UninitializedTensorMixin

ALONE = "Normalise each sample by itself: torch.nn.LayerNorm or torch.nn.GroupNorm."


def check_module(module):
    """TypeError or ValueError, with a cure, where ``module`` is no smooth map of each sample by itself."""
    if isinstance(module, type) or not isinstance(module, torch.nn.Module):
        raise TypeError(f"module: expected a torch.nn.Module, got {module!r}. Make an instance of a class; put a function into the forward of a Module.")
    for name, part in module.named_modules():
        where = f"module: {name or 'itself'} is a {type(part).__name__}"
        if isinstance(part, _NormBase):
            _check_normalisation(where, part)
        if _draws(part):
            raise ValueError(f"{where} in training mode, and draws random numbers: the outputs are no function of the parameters. Call module.eval() first.")
    tensors = list(module.named_parameters()) + list(module.named_buffers())
    for name, tensor in tensors:
        _check_tensor(name, tensor)
    for name, buffer in module.named_buffers():
        kind = buffer.dtype
        if not (kind.is_floating_point or kind == torch.bool or name.endswith("num_batches_tracked")):
            raise ValueError(f"module: expected buffers of floating-point numbers, got {name} of {kind}. A counter has no place in a function of the parameters; "
                             "make a constant table of indices a plain attribute (self.name = tensor), not a buffer.")
    if not any(p.requires_grad for p in module.parameters()):
        raise ValueError("module: expected parameters to train, got none with requires_grad. Unfreeze some: module.requires_grad_(True).")


def _check_normalisation(where, part):
    over_batch = isinstance(part, torch.nn.modules.batchnorm._BatchNorm)
    if over_batch and not part.track_running_stats:
        raise ValueError(f"{where} without running statistics, and mixes the samples of a batch in every mode. {ALONE}")
    if part.training and part.track_running_stats:
        raise ValueError(f"{where} in training mode: it {'mixes the samples of a batch' if over_batch else 'changes its statistics at each call'}. "
                         f"Call module.eval() first, which fixes its statistics. Or: {ALONE}")


def _draws(part):
    """Whether this part draws random numbers as it stands."""
    if not part.training:
        return False
    chance = getattr(part, "p", 0) if isinstance(part, _DropoutNd) else getattr(part, "dropout", 0)
    return isinstance(part, torch.nn.RReLU) or isinstance(chance, (int, float)) and chance > 0


def _check_tensor(name, tensor):
    if isinstance(tensor, UninitializedTensorMixin):
        raise ValueError(f"module: {name} has no shape yet. Run the module once on a batch: module(X).")
    if tensor.is_complex():
        raise TypeError(f"module: expected real numbers, got {name} of {tensor.dtype}. Keep real and imaginary parts as two real tensors.")
    if tensor.is_quantized:
        raise TypeError(f"module: expected floating-point numbers, got {name}, which is quantized. Dequantize the module first.")


CURES = (
    ("data-dependent control flow", "it branches on the values of data or parameters, and is no smooth map there",
     "Write both branches and choose with torch.where, or better a smooth function."),
    (".item()", "it reads a number out of a tensor", "Keep numbers in tensors; choose with torch.where."),
    ("random", "it draws random numbers in forward", "Give torch.nn.functional.dropout training=self.training and call module.eval() first."),
    ("in-place", "it writes into a tensor of its own", "Compute a new tensor; a running statistic is fixed by module.eval()."),
    ("inplace", "it writes into a tensor of its own", "Compute a new tensor; a running statistic is fixed by module.eval()."),
    ("forward AD", "torch has no second derivative of it by forward mode", "Write that operation by simpler ones."),
    ("indices", "it takes whole numbers", "Rows of X are real numbers: turn them into indices in forward, X.long()."),
    ("broadcast shape", "it writes into a tensor of its own, or the shapes do not fit", "Compute a new tensor; a running statistic is fixed by module.eval()."),
    ("must match the size", "the shapes do not fit", "Rows of X are given input_shape: from_torch(module, input_shape=(1, 8, 8))."),
    ("first two dimensions", "the shapes do not fit", "X needs as many columns as the module has inputs; images need input_shape=(1, 8, 8)."),
    ("cannot be multiplied", "the shapes do not fit", "X needs as many columns as the module has inputs; images need input_shape=(1, 8, 8)."),
    ("Expected 3D", "the shapes do not fit", "Say what a row of X becomes: from_torch(module, input_shape=(1, 8, 8))."),
)


@contextmanager
def explain(what):
    """Errors of torch within this block as ValueErrors that say what to do."""
    try:
        yield
    except (ValueError, TypeError, MemoryError) as error:
        if str(error).startswith(what) or isinstance(error, MemoryError):
            raise
        raise _explained(what, error) from error
    except (RuntimeError, IndexError, AttributeError, KeyError) as error:
        raise _explained(what, error) from error


def _explained(what, error):
    said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    for sign, reason, cure in CURES:
        if sign in str(error):
            return ValueError(f"{what}: torch.func cannot take it apart: {reason}. {cure} (torch: {said})")
    return ValueError(f"{what}: torch could not evaluate or differentiate it at X. Does module(X) work on a batch of this shape? (torch: {said})")
