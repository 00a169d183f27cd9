using InteractionCore.Delegation;

namespace InteractionCore.Tests.Delegation;

public sealed class DelegationLedgerTests
{
    private readonly DelegationLedger _ledger = new();

    [Fact]
    public void The_same_words_find_the_open_task()
    {
        _ledger.Add("d1", "the weather in Paris");

        Assert.Equal("d1", _ledger.Find("The weather  in paris"));
    }

    [Fact]
    public void A_task_that_was_taken_back_is_not_found()
    {
        _ledger.Add("d1", "the weather in paris");
        _ledger.Cancel("d1");

        Assert.Null(_ledger.Find("the weather in paris"));
    }

    [Fact]
    public void Words_that_the_model_does_not_know_are_never_the_same()
    {
        _ledger.Add("d1", "who is <other>");

        Assert.Null(_ledger.Find("who is <other>"));
    }
}
