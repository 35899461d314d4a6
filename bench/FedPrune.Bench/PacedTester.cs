using System.Threading.Channels;
using Akka.Actor;
using FedPrune.Actors.Server;
using FedPrune.Model.Training;

namespace FedPrune.Bench;

/// <summary>A round's model, handed out for a test that is not made: answering lets the next round begin.</summary>
internal sealed record Pause(TesterActor.Test Test, IActorRef Server)
{
    private static readonly Evaluation Untested = new(1, 0, 0);

    public void Resume() => Server.Tell(new TesterActor.Tested(Test.Round, Untested, Untested));
}

/// <summary>Stands where the tester stands, so that no round's time contains a test and the bench sets the pace.</summary>
internal sealed class PacedTester(ChannelWriter<Pause> pauses) : UntypedActor
{
    public static Props Props(ChannelWriter<Pause> pauses) => Akka.Actor.Props.Create(() => new PacedTester(pauses));

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(RunFailed));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TesterActor.Test test:
                pauses.TryWrite(new Pause(test, Sender));
                break;
            case RunFailed failed:
                pauses.Complete(new InvalidOperationException(failed.Reason));
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
