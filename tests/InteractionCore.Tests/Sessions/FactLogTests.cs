using InteractionCore.Sessions;

namespace InteractionCore.Tests.Sessions;

public sealed class FactLogTests
{
    private readonly FactLog _facts = new();

    [Fact]
    public void An_answer_is_kept_with_the_task_it_answers()
    {
        _facts.Ask("d1", "what is the weather in paris");
        _facts.Ask("d2", "what time is it");
        _facts.Answer("d1", "It is sunny.", timeMs: 4_000);

        Assert.Equal([new SessionFact("what is the weather in paris", "It is sunny.", 4_000)], _facts.Snapshot());
    }

    [Fact]
    public void What_nobody_asked_for_is_kept_without_a_task()
    {
        _facts.Answer(null, "The oven is hot.", timeMs: 200);

        Assert.Equal([new SessionFact("", "The oven is hot.", 200)], _facts.Snapshot());
    }

    [Fact]
    public void Old_facts_leave_and_long_ones_are_cut()
    {
        for (int i = 0; i < 1_000; i++)
        {
            _facts.Ask($"d{i}", "task");
            _facts.Answer($"d{i}", new string('x', 10_000), timeMs: i);
        }

        Assert.Equal(FactLog.Capacity, _facts.Count);
        Assert.Equal(999, _facts.Snapshot()[^1].TimeMs);
        Assert.All(_facts.Snapshot(), fact => Assert.Equal(400, fact.Answer.Length));
    }
}
