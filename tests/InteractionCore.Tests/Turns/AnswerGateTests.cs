using InteractionCore.Injections;
using InteractionCore.Turns;

namespace InteractionCore.Tests.Turns;

public sealed class AnswerGateTests
{
    private static readonly Injection First = new(InjectionKind.Result, "It is 14 degrees in paris.");
    private static readonly Injection Second = new(InjectionKind.Failure, "the server did not answer");
    private static readonly Injection Third = new(InjectionKind.Result, "fifteen");

    private readonly AnswerGate _gate = new();

    [Fact]
    public void The_first_answer_need_not_wait()
    {
        Assert.False(_gate.Holds(First));
    }

    [Fact]
    public void A_second_answer_enters_a_second_after_the_first_was_spoken()
    {
        _gate.Enters(First, nowMs: 1000);
        Assert.True(_gate.Holds(Second));

        _gate.Sounds(untilMs: 4000);

        Assert.Null(_gate.Next(nowMs: 4800));
        Assert.Same(Second, _gate.Next(nowMs: 5000));
        Assert.Null(_gate.Next(nowMs: 20_000));
    }

    [Fact]
    public void An_answer_that_is_not_taken_up_holds_up_the_next_for_six_seconds()
    {
        _gate.Enters(First, nowMs: 1000);
        _gate.Holds(Second);

        Assert.Null(_gate.Next(nowMs: 6800));
        Assert.Same(Second, _gate.Next(nowMs: 7000));
    }

    [Fact]
    public void An_answer_whose_turn_came_and_that_did_not_enter_holds_up_none()
    {
        _gate.Enters(First, nowMs: 0);
        _gate.Holds(Second);
        _gate.Next(nowMs: 10_000);

        Assert.False(_gate.Holds(Third));
    }

    [Fact]
    public void What_was_said_before_an_answer_came_does_not_count_as_the_answer()
    {
        _gate.Sounds(untilMs: 1000);
        _gate.Enters(First, nowMs: 1200);
        _gate.Holds(Second);

        Assert.Null(_gate.Next(nowMs: 2400));
    }

    [Fact]
    public void What_is_said_after_an_answer_holds_up_no_later_one()
    {
        _gate.Enters(First, nowMs: 1000);
        _gate.Sounds(untilMs: 3000);
        _gate.Next(nowMs: 4000);

        _gate.Sounds(untilMs: 9000);

        Assert.False(_gate.Holds(Second));
    }

    [Fact]
    public void Answers_that_wait_enter_in_their_order()
    {
        _gate.Enters(First, nowMs: 0);
        _gate.Holds(Second);
        _gate.Holds(Third);

        Assert.Same(Second, _gate.Next(nowMs: 10_000));
        _gate.Enters(Second, nowMs: 10_000);
        Assert.Null(_gate.Next(nowMs: 10_000));
        Assert.Same(Third, _gate.Next(nowMs: 16_000));
    }

    [Theory]
    [InlineData(InjectionKind.UserText)]
    [InlineData(InjectionKind.Progress)]
    [InlineData(InjectionKind.Silent)]
    public void What_is_no_answer_never_waits(InjectionKind kind)
    {
        _gate.Enters(First, nowMs: 0);

        Assert.False(_gate.Holds(new Injection(kind, "hello")));
    }

    [Theory]
    [InlineData(InjectionKind.UserText)]
    [InlineData(InjectionKind.Progress)]
    public void What_is_no_answer_holds_up_none(InjectionKind kind)
    {
        _gate.Enters(new Injection(kind, "hello"), nowMs: 0);

        Assert.False(_gate.Holds(First));
    }

    [Fact]
    public void Sixteen_wait_at_most()
    {
        _gate.Enters(First, nowMs: 0);
        for (int i = 0; i < 16; i++)
        {
            Assert.False(_gate.IsFull);
            _gate.Holds(Second);
        }

        Assert.True(_gate.IsFull);
    }
}
