using Akka.Actor;

namespace Akka.TestKit.Internal;

/// <summary>Keeps what it receives for the test.</summary>
internal sealed class InternalTestActor(MessageBacklog backlog) : ActorBase
{
    private readonly DelegatingSupervisorStrategy _supervision = new();
    private TestActor.Ignore _ignore;
    private AutoPilot _autoPilot = AutoPilot.NoAutoPilot;

    protected override SupervisorStrategy SupervisorStrategy() => _supervision;

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case TestActor.SetIgnore ignore:
                _ignore = ignore.Ignore;
                break;
            case TestActor.Watch watch:
                Context.Watch(watch.Actor);
                break;
            case TestActor.Unwatch unwatch:
                Context.Unwatch(unwatch.Actor);
                break;
            case TestActor.SetAutoPilot set:
                _autoPilot = set.AutoPilot;
                break;
            case TestActor.Spawn spawn:
                Raise(spawn);
                break;
            default:
                Keep(message);
                break;
        }

        return true;
    }

    private void Raise(TestActor.Spawn spawn)
    {
        var child = spawn.Apply(Context);
        if (spawn._supervisorStrategy.HasValue) _supervision.Update(child, spawn._supervisorStrategy.Value);
        backlog.Add(new RealMessageEnvelope(child, Self));
    }

    private void Keep(object message)
    {
        var next = _autoPilot.Run(Sender, message);
        if (next is not KeepRunning) _autoPilot = next;
        if (_ignore is null || !_ignore(message)) backlog.Add(new RealMessageEnvelope(message, Sender));
    }
}
