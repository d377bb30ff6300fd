"""The engine, a step at a time: what it generates is what llama-cpp-python does, alone and in company."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from oro_ai.engine.job import Adapter, Done, Event, Failed, Job, Piece, Sampling
from oro_ai.errors import BadGrammar, NoModel
from oro_ai.llama.adapter import load_adapter
from oro_ai.llama.generator import MANY, Generator
from oro_ai.testing import write_adapter
from oro_ai.testing.bare import bare
from oro_ai.testing.stepped import GREEDY, Engine


@pytest.fixture
def engine(random_model: Path) -> Iterator[Engine]:
    made = Engine(random_model)
    yield made
    made.close()


# -- what is generated -------------------------------------------------------------------------------


def test_the_long_model_never_ends_an_answer_by_itself(models: Path) -> None:
    engine = Engine(models / "long.gguf", cells=4096)
    jobs = [engine.ask("Hello", 1000, sampling=Sampling(seed=seed), ignore_end=False) for seed in range(4)]
    engine.run()
    assert [engine.done(job).reason for job in jobs] == ["length"] * 4
    engine.close()


def test_greedy_text_is_that_of_llama_cpp_python(engine: Engine, random_model: Path) -> None:
    theirs = bare(random_model, n_ctx=256)
    prompts = ["Once upon a time", "x" * 100, "The end"]
    expected = []
    for prompt in prompts:
        tokens = theirs.tokenize(prompt.encode(), special=True)
        theirs.reset()
        found = []
        for token in theirs.generate(tokens, temp=0.0, repeat_penalty=1.0):
            found.append(token)
            if len(found) == 40:
                break
        expected.append(engine.model.vocab.detokenize(found))
    theirs.close()
    alone = []
    for prompt in prompts:
        job = engine.ask(prompt, 40)
        engine.run()
        alone.append(engine.text(job))
    assert alone == expected
    together = [engine.ask(prompt, 40) for prompt in (*prompts, "Somebody else")]
    engine.run()
    assert [engine.text(job) for job in together[:3]] == expected


def test_a_seed_gives_the_same_text_and_another_one_another(engine: Engine) -> None:
    jobs = [engine.ask("Hello", 30, sampling=Sampling(temperature=1.5, seed=seed)) for seed in (1, 1, 2)]
    engine.run()
    first, again, other = (engine.text(job) for job in jobs)
    assert first == again != other


def test_options_change_what_is_chosen(engine: Engine) -> None:
    vocab = engine.model.vocab
    (letter,) = vocab.tokenize("q", add_special=False)[-1:]
    always = engine.ask("Hello", 5, sampling=Sampling(temperature=0, logit_bias={letter: 100}))
    never = engine.ask("Hello", 20, sampling=Sampling(temperature=0, logit_bias={letter: float("-inf")}))
    penalised = engine.ask(
        "Hello", 5, sampling=Sampling(temperature=0, logit_bias={letter: 100}, presence_penalty=2, repeat_penalty=10)
    )
    one = engine.ask("Hello", 20, sampling=Sampling(temperature=5, top_k=1))
    plain = engine.ask("Hello", 20)
    engine.run()
    assert engine.text(always) == "qqqqq"
    assert "q" not in engine.text(never)
    assert engine.text(penalised) != "qqqqq"
    assert engine.text(one) == engine.text(plain)


def test_a_grammar_is_kept(engine: Engine) -> None:
    job = engine.ask(
        "Say", 40, sampling=Sampling(temperature=0, grammar='root ::= "[" [0-9] [0-9] "]"'), ignore_end=False
    )
    engine.run()
    text = engine.text(job)
    assert len(text) == 4
    assert text[1:3].isdigit()
    assert engine.done(job).reason == "stop"


def test_a_grammar_that_is_none_fails_its_job_alone(engine: Engine) -> None:
    bad, good = engine.ask("x", sampling=Sampling(grammar="root ::= (((")), engine.ask("x")
    engine.run()
    (failed,) = engine.told[bad]
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, BadGrammar)
    assert engine.done(good).reason == "length"


def test_likelihoods_are_of_the_chosen_and_the_likeliest(engine: Engine) -> None:
    job = engine.ask("Hello", 6, logprobs=3)
    engine.run()
    found = [one for event in engine.told[job] if isinstance(event, Piece) for one in event.likelihoods]
    assert len(found) == 6
    for one in found:
        assert one.token == one.top[0][0]
        assert one.logprob == one.top[0][2] <= 0
        assert [logprob for *_, logprob in one.top] == sorted((logprob for *_, logprob in one.top), reverse=True)


def test_it_ends_at_a_stop_and_counts(engine: Engine) -> None:
    whole = engine.ask("Hello", 20)
    engine.run()
    text = engine.text(whole)
    stop = next(char for place, char in enumerate(text) if place > 4 and char not in text[:place] and char.isascii())
    job = engine.ask("Hello", 20, stop=(stop,))
    engine.run()
    assert engine.text(job) == text.partition(stop)[0]
    done = engine.done(job)
    assert (done.reason, done.stop) == ("stop", stop)
    assert done.completion_tokens < 20
    assert engine.done(whole).completion_tokens == 20
    assert engine.done(whole).reason == "length"


# -- slots and caches --------------------------------------------------------------------------------


def test_a_prefix_is_not_computed_again(engine: Engine) -> None:
    system = "a long beginning that many share, " * 3
    first = engine.ask(system + "one")
    engine.run()
    again, other = engine.ask(system + "one"), engine.ask(system + "two")
    engine.run()
    assert engine.text(again) == engine.text(first)
    for job in (again, other):
        done = engine.done(job)
        assert done.prompt_tokens - done.cached_tokens < 8


def test_what_others_generate_at_the_same_time_shares_the_prefix(engine: Engine) -> None:
    system = [7] * 100
    jobs = [engine.ask([*system, 10 + number]) for number in range(4)]
    engine.run()
    cached = [engine.done(job).cached_tokens for job in jobs]
    assert cached == [0, 96, 96, 96]


def test_what_idle_slots_keep_is_out_of_the_way_and_put_back(engine: Engine) -> None:
    texts = ["a long beginning of something, " * 3 + end for end in ("one", "two")]
    first = engine.ask(texts[0], MANY)
    engine.run()
    other = engine.ask("something else altogether", MANY)
    engine.run()
    parked = [slot for slot in engine.generator.slots.all if slot.parked is not None]
    assert len(parked) == 1
    assert len(engine.context.save(parked[0].id)) < len(parked[0].parked or b"")
    again, near = engine.ask(texts[0], MANY), engine.ask(texts[1], MANY)
    engine.run()
    assert engine.text(again) == engine.text(first)
    for job in (again, near):
        assert engine.done(job).prompt_tokens - engine.done(job).cached_tokens < 8
    for asked, job in ((texts[1], near), ("something else altogether", other)):
        alone = engine.ask(asked, MANY, reuse=False)
        engine.run()
        assert engine.text(alone) == engine.text(job)


def test_more_jobs_than_slots_wait_and_all_are_done_in_order(engine: Engine) -> None:
    jobs = [engine.ask([3, 4, 5 + number], 5) for number in range(10)]
    ended: list[Job] = []
    going = True
    while going:
        going = engine.generator.step()
        ended += [job for job in jobs if job not in ended and engine.ended(job)]
    assert ended == jobs
    assert all(engine.done(job).completion_tokens == 5 for job in jobs)


def test_the_budget_of_cells_holds(random_model: Path) -> None:
    engine = Engine(random_model, cells=256, sequences=4)
    jobs = [engine.ask([number + 3] * 100, 50) for number in range(6)]
    engine.run()
    assert all(engine.done(job).completion_tokens == 50 for job in jobs)
    engine.close()


def test_sequences_of_other_adapters_share_a_context_in_turn(random_model: Path, tmp_path: Path) -> None:
    engine = Engine(random_model)
    found = {
        str(seed): load_adapter(engine.model, write_adapter(tmp_path / f"{seed}.gguf", seed=seed)) for seed in (1, 2)
    }
    engine.generator = Generator(engine.context, pace=1.0, find=found.__getitem__)
    kinds: list[tuple[Adapter, ...]] = [(), (Adapter("1"),), (Adapter("2", 0.5),)]
    together = [engine.ask("Hello there", 20, adapters=kind) for kind in kinds]
    engine.run()
    texts = [engine.text(job) for job in together]
    assert len(set(texts)) == 3
    for kind, text in zip(kinds, texts, strict=True):
        alone = engine.ask("Hello there", 20, adapters=kind)
        engine.run()
        assert engine.text(alone) == text
    engine.close()


# -- cancelling ---------------------------------------------------------------------------------------


def test_a_cancelled_job_is_gone_before_the_next_step(engine: Engine) -> None:
    gone, stays = engine.ask("one", 200), engine.ask("two", 30)
    for _ in range(5):
        engine.generator.step()
    engine.generator.cancel(gone)
    before = len(engine.told[gone])
    engine.generator.step()
    assert engine.done(gone).reason == "abort"
    # What it had generated by then was under way.
    assert [type(event) for event in engine.told[gone][before:]] == [Piece, Done]
    assert len(engine.generator.slots.busy()) == 1
    engine.run()
    alone = engine.ask("two", 30)
    engine.run()
    assert engine.text(stays) == engine.text(alone)


def test_a_prompt_that_is_being_computed_can_be_cancelled(engine: Engine) -> None:
    job = engine.ask([5] * 400)
    engine.generator.step()
    assert not engine.told[job]
    engine.generator.cancel(job)
    assert not engine.generator.step()
    assert engine.done(job).reason == "abort"
    assert not engine.generator.slots.busy()


def test_a_waiting_job_can_be_cancelled(engine: Engine) -> None:
    jobs = [engine.ask([number + 5], 20) for number in range(5)]
    engine.generator.step()
    engine.generator.cancel(jobs[4])
    engine.run()
    assert engine.done(jobs[4]).reason == "abort"
    assert engine.done(jobs[4]).completion_tokens == 0
    assert engine.done(jobs[0]).completion_tokens == 20


def test_a_step_that_is_interrupted_changes_nothing(engine: Engine) -> None:
    expected = engine.ask("Once upon", 20)
    engine.run()
    job = engine.ask("Once upon", 20)
    rearm = engine.context.rearm
    for number in range(60):
        # The flag is put down before every step: here, every other one begins with it up.
        engine.context.rearm = rearm if number % 2 else engine.context.interrupt  # type: ignore[method-assign]
        engine.generator.step()
    assert engine.text(job) == engine.text(expected)
    assert engine.done(job).reason == "length"


# -- failing ------------------------------------------------------------------------------------------


def test_what_is_closed_refuses_all_jobs_and_those_that_come(engine: Engine) -> None:
    running, waiting = engine.ask("x", 50), [engine.ask([number + 3], 50) for number in range(6)]
    engine.generator.step()
    engine.generator.close(NoModel("Cannot go on"))
    late = engine.ask("y")
    for job in (running, *waiting, late):
        assert isinstance(engine.told[job][-1], Failed)
    assert not engine.generator.step()


def test_an_adapter_that_is_not_there_fails_its_job_alone(engine: Engine) -> None:
    bad, good = engine.ask("x", adapters=(Adapter("nobody"),)), engine.ask("x")
    engine.run()
    (failed,) = engine.told[bad]
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, NoModel)
    assert engine.done(good).reason == "length"


def test_jobs_that_come_and_go_while_it_works_are_all_told_of(engine: Engine) -> None:
    told = [0] * 8
    asked = 300

    def come_and_go(number: int) -> None:
        for round in range(asked):
            ended = threading.Event()

            def sink(event: Event, ended: threading.Event = ended) -> None:
                if isinstance(event, (Done, Failed)):
                    ended.set()

            job = Job(prompt=[number + 3, round % 50 + 3], max_tokens=2, sink=sink, sampling=GREEDY)
            engine.generator.submit(job)
            if round % 2:
                engine.generator.cancel(job)
            told[number] += ended.wait(60)

    threads = [threading.Thread(target=come_and_go, args=(number,)) for number in range(len(told))]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        engine.generator.step()
    for thread in threads:
        thread.join()
    assert told == [asked] * len(told)
