using Akka.Actor;

namespace FedPrune.Compat.Tests.Actors;

public sealed class AskTests : ActorTest
{
    [Fact]
    public async Task The_answer_completes_the_task() => Assert.Equal("hello", await Echo().Ask<string>("hello", Patience));

    [Fact]
    public async Task No_answer_in_time_is_an_AskTimeoutException() =>
        await Assert.ThrowsAsync<AskTimeoutException>(() => Silent().Ask<string>("x", TimeSpan.FromMilliseconds(20)));

    [Fact]
    public async Task A_cancelled_token_cancels_the_task()
    {
        using var source = new CancellationTokenSource();
        var answer = Silent().Ask<string>("x", source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Fact]
    public async Task Status_Failure_fails_the_task_with_its_cause()
    {
        var failure = new Status.Failure(new InvalidOperationException("boom"));
        Assert.Equal("boom", (await Assert.ThrowsAsync<InvalidOperationException>(() => Echo().Ask<object>(failure, Patience))).Message);
        Assert.Same(failure, await Echo().Ask<Status.Failure>(failure, Patience));
    }

    [Fact]
    public async Task An_answer_of_another_type_fails_the_task() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Echo().Ask<int>("text", Patience));

    [Fact]
    public async Task The_message_can_be_made_with_the_askers_reference()
    {
        var answer = await Echo().Ask<IActorRef>(self => self, Patience, CancellationToken.None);
        Assert.Equal("temp", answer.Path.Elements[0]);
    }

    [Fact]
    public async Task PipeTo_sends_the_result_or_the_failure()
    {
        var probe = NewProbe();
        await Task.FromResult(1).PipeTo(probe.Ref);
        await probe.Expect(1);
        await Task.FromResult(1).PipeTo(probe.Ref, success: n => n + 1);
        await probe.Expect(2);
        await Task.FromException<int>(new InvalidOperationException("boom")).PipeTo(probe.Ref);
        Assert.Equal("boom", (await probe.Expect<Status.Failure>()).Cause.Message);
        await Task.FromException(new InvalidOperationException("boom")).PipeTo(probe.Ref, failure: e => e.Message);
        await probe.Expect("boom");
    }

    private IActorRef Echo() => System.ActorOf(Act((message, context) => context.Sender.Tell(message)));

    private IActorRef Silent() => System.ActorOf(Act((_, _) => { }));
}
