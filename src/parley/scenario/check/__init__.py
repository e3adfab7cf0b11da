"""Named cross-checks, one row each. Knows what names mean together; types are checked before."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from parley.scenario.check import agreement, evidence, fighting, packages, people, voting
from parley.scenario.check.context import Context, Names, Problem, names_in

__all__ = ["CHECKS", "Check", "Context", "Names", "Problem", "names_in", "problems"]


@dataclass(frozen=True)
class Check:
    """One check: its stable name, its meaning, the function that finds what breaks it.

    Attributes:
        whole: True where it looks at something as a whole, and so says nothing about what
            has lost a broken part.
    """

    name: str
    find: Callable[[Context], Iterator[Problem]]
    whole: bool = False

    @property
    def meaning(self) -> str:
        """What must hold, as a sentence."""
        return (self.find.__doc__ or "").strip()


CHECKS: tuple[Check, ...] = (
    Check("reserved-name", people.reserved_names),
    Check("unknown-name", people.unknown_names),
    Check("unique-id", people.unique_ids),
    Check("two-parties", people.two_parties, whole=True),
    Check("consent", people.consent_fits_role, whole=True),
    Check("status-quo", packages.status_quo_is_option),
    Check("condition-option", packages.conditions_name_options),
    Check("package-option", packages.packages_name_options),
    Check("interaction", packages.interactions_join_issues),
    Check("preferences-complete", packages.preferences_complete, whole=True),
    Check("spite", packages.spite_fits),
    Check("weights-sum", packages.weights_sum, whole=True),
    Check("named-value", packages.named_values),
    Check("chances-sum", fighting.chances_sum, whole=True),
    Check("war-ends", fighting.war_ends, whole=True),
    Check("war-names", fighting.war_names_apart, whole=True),
    Check("ending-worth", fighting.endings_have_worth, whole=True),
    Check("patience", fighting.patience_given, whole=True),
    Check("burden-load", fighting.burdens_counted, whole=True),
    Check("burden-figures", fighting.figures_fit, whole=True),
    Check("burden-felt", fighting.felt_per_load),
    Check("support-sum", fighting.support_shifts_sum, whole=True),
    Check("support-room", fighting.support_leaves_room),
    Check("priors-sum", fighting.priors_sum, whole=True),
    Check("war-course", fighting.course_leads_to_now),
    Check("steps-circle", agreement.steps_in_order),
    Check("shares-sum", agreement.shares_sum, whole=True),
    Check("failure-form", agreement.failure_in_one_form, whole=True),
    Check("vote-effect", agreement.effects_say_when, whole=True),
    Check("vote-support", voting.support_said_once, whole=True),
    Check("vote-turnout", voting.quorums_need_turnout, whole=True),
    Check("vote-reference", voting.reference_without_effects),
    Check("vote-step", voting.votes_said_once),
    Check("vote-correlation", voting.errors_can_go_apart, whole=True),
    Check("proposer-sum", agreement.proposers_sum, whole=True),
    Check("round-order", agreement.rounds_in_order),
    Check("signal-binds", agreement.signals_bind_speaker),
    Check("entry-complete", evidence.entries_complete, whole=True),
    Check("figure-part", evidence.parts_of_figures),
    Check("time-honesty", evidence.nothing_later),
    Check("plan-ahead", evidence.meetings_to_come),
    Check("citation", evidence.citations_hold),
    Check("figure-in-passage", evidence.figures_in_passage),
)


def problems(context: Context) -> Iterator[tuple[Check, Problem]]:
    """Everything that any check finds."""
    for check in CHECKS:
        for problem in check.find(context):
            yield check, problem
