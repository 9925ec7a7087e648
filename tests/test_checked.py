from types import SimpleNamespace

import pytest

from adaptedflow.checked import checked_model, checked_network, checked_problem
from adaptedflow.foreign_code import original

PROBLEM = {"K", "N", "Q", "y", "outputs", "jacobian", "vjp"}
CHECKS = [(checked_problem, PROBLEM, "problem"), (checked_model, {"num_parameters", "outputs", "jacobian"}, "model"),
          (checked_network, {"num_parameters", "widths", "activation", "unpack"}, "net")]


@pytest.mark.parametrize("check, needed, name", CHECKS)
def test_what_has_the_attributes_will_do_and_what_lacks_one_will_not(check, needed, name):
    whole = SimpleNamespace(**dict.fromkeys(needed, 1))
    assert original(check(whole)) is whole
    for missing in needed:
        with pytest.raises(TypeError, match=f"{name}: expected an af[.]"):
            check(SimpleNamespace(**dict.fromkeys(needed - {missing})))
    with pytest.raises(TypeError, match=f"{name}: expected an af[.].* got <class"):
        check(type("Class", (), dict.fromkeys(needed)))                # the class in the place of an instance
