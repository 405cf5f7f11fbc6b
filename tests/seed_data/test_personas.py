"""The forty-five experts are those that were asked for, and each speaks in a voice of its own."""

import json
import re
from collections import Counter
from itertools import combinations

import pytest

from seed_data.persona_file import PERSONA_FILE

EXPERTS = [
    ("growth_hacker", "Zara Morales", "Acquisition loops, activation, rapid experiments"),
    ("brand_strategist", "Odette Lindqvist", "Positioning, narrative, brand equity"),
    ("content_marketer", "Priyanka Osei", "Editorial, SEO, content ROI"),
    ("performance_marketer", "Tomas Varga", "Paid channels, attribution, CAC"),
    ("sales_leader", "Delphine Okafor", "B2B pipeline, deal strategy, quotas"),
    ("partnerships_lead", "Idris Halvorsen", "Channels, alliances, ecosystems"),
    ("customer_success_lead", "Marisol Brandt", "Onboarding, retention, expansion"),
    ("pricing_strategist", "Kenji Abara", "Packaging, willingness to pay"),
    ("product_manager", "Leila Novak", "Prioritisation, discovery, roadmaps"),
    ("ux_researcher", "Hanneke Sato", "Interviews, usability evidence"),
    ("product_designer", "Rafael Quist", "Interaction design, accessibility, prototyping"),
    ("market_analyst", "Noor Castellan", "Sizing, segmentation, competitors"),
    ("corporate_strategist", "Viktor Adeyemi", "Portfolio choices, moats, M&A"),
    ("startup_founder", "Camila Thorne", "Zero-to-one, focus under constraint"),
    ("operations_manager", "Bram Nakagawa", "Process design, capacity, quality"),
    ("supply_chain_expert", "Yusra Pellegrin", "Sourcing, logistics, resilience"),
    ("project_manager", "Anneli Duarte", "Planning, dependencies, delivery risk"),
    ("procurement_specialist", "Osman Feld", "Vendors, negotiation, total cost"),
    ("cfo_advisor", "Margit Ekwueme", "Cash, capital allocation, budgets"),
    ("financial_analyst", "Dario Svensson", "Models, unit economics, scenarios"),
    ("venture_investor", "Sunniva Rao", "Fundraising, dilution, return profiles"),
    ("tax_accountant", "Helmut Banerjee", "Tax structure, accounting treatment"),
    ("economist", "Ines Kowalczyk", "Incentives, macro trends, markets"),
    ("corporate_lawyer", "Amadou Reinholt", "Contracts, governance, liability"),
    ("ip_counsel", "Saskia Mbeki-Lang", "Patents, trademarks, licensing"),
    ("privacy_officer", "Elif Marchetti", "GDPR, data minimisation, DPIAs"),
    ("compliance_officer", "Gunnar Ashworth-Diaz", "Regulation, controls, audits"),
    ("ethicist", "Thandeka Moreau", "Fairness, harm, moral trade-offs"),
    ("software_architect", "Mikkel Iyer", "System design, scaling, technical debt"),
    ("engineering_manager", "Roswitha Chen-Vale", "Team throughput, estimation, hiring"),
    ("security_engineer", "Jorah Petrescu", "Threat models, defence, incidents"),
    ("devops_engineer", "Paloma Strand", "Reliability, deployment, cost of ownership"),
    ("data_scientist", "Farid Jansen", "Statistics, causal inference, metrics"),
    ("ai_engineer", "Wren Takahira", "LLM systems, evaluation, limits"),
    ("qa_lead", "Beatriz Holmgren", "Test strategy, release confidence"),
    ("people_partner", "Nia Valkenburg", "Talent, compensation, policy"),
    ("organizational_psychologist", "Emeric Diallo", "Team dynamics, motivation, change"),
    ("behavioral_scientist", "Ayla Fontaine-Roux", "Biases, nudges, decision design"),
    ("executive_coach", "Solveig Mendes", "Leadership, clarity, accountability"),
    ("negotiation_expert", "Casimir Boateng", "BATNA, concessions, conflict"),
    ("communications_director", "Liora Hauge", "PR, crisis, stakeholder messaging"),
    ("sustainability_advisor", "Mateus Iversen", "Emissions, circularity, ESG"),
    ("risk_manager", "Freya Okonjo-Hart", "Risk registers, tail events, mitigation"),
    ("futurist", "Zephyr Aldana", "Foresight, scenarios, weak signals"),
    ("devils_advocate", "Corin Blackwood", "Attacks assumptions, finds failure modes"),
]

PERSONAS = json.loads(PERSONA_FILE.read_text(encoding="utf-8"))
PROMPTS = {persona["code"]: persona["system_prompt"] for persona in PERSONAS}


def sentences(prompt: str) -> set[str]:
    """The sentences of a prompt, however they are spaced, cased or punctuated."""
    parts = re.split(r"[.!?:;\n]", prompt)
    return {re.sub(r"\W+", " ", part).strip().casefold() for part in parts} - {""}


def words(prompt: str) -> list[str]:
    return re.findall(r"[\w'-]+", prompt.casefold())


def test_the_experts_are_those_asked_for_in_that_order():
    assert [(p["code"], p["name"], p["expertise"]) for p in PERSONAS] == EXPERTS
    assert len(EXPERTS) == 45


def test_an_entry_has_exactly_four_fields():
    assert {tuple(persona) for persona in PERSONAS} == {("code", "name", "expertise", "system_prompt")}


def test_the_file_is_written_so_that_a_changed_prompt_is_one_changed_line():
    written = json.dumps(PERSONAS, indent=2, ensure_ascii=False) + "\n"
    assert PERSONA_FILE.read_bytes() == written.encode("utf-8")


@pytest.mark.parametrize("code", PROMPTS)
def test_a_prompt_has_120_to_300_words(code: str):
    assert 120 <= len(PROMPTS[code].split()) <= 300


@pytest.mark.parametrize(("code", "name", "_"), EXPERTS, ids=[code for code, _, _ in EXPERTS])
def test_a_prompt_says_who_is_speaking(code: str, name: str, _: str):
    assert name in PROMPTS[code]


def test_no_two_prompts_share_a_sentence():
    shared = {
        (one, other): common
        for one, other in combinations(PROMPTS, 2)
        if (common := sentences(PROMPTS[one]) & sentences(PROMPTS[other]))
    }
    assert shared == {}


def test_no_seven_words_in_a_row_are_used_twice():
    users: dict[tuple[str, ...], set[str]] = {}
    for code, prompt in PROMPTS.items():
        said = words(prompt)
        for start in range(len(said) - 6):
            users.setdefault(tuple(said[start : start + 7]), set()).add(code)
    assert {" ".join(run): codes for run, codes in users.items() if len(codes) > 1} == {}


def test_prompts_do_not_open_alike():
    openings = Counter(" ".join(words(prompt)[:3]) for prompt in PROMPTS.values())
    assert openings.most_common(1)[0][1] == 1
