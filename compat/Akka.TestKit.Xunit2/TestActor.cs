using Akka.Actor;
using Akka.Util;

namespace Akka.TestKit;

/// <summary>What a test actor understands beyond the messages that it keeps for the test.</summary>
public static class TestActor
{
    public static AutoPilot KeepRunning => AutoPilot.KeepRunning;

    public static AutoPilot NoAutoPilot => AutoPilot.NoAutoPilot;

    public static NullMessageEnvelope NullMessage => NullMessageEnvelope.Instance;

    /// <summary>Whether a message is to be dropped.</summary>
    public delegate bool Ignore(object message);

    public class SetIgnore(Ignore ignore) : INoSerializationVerificationNeeded
    {
        public Ignore Ignore { get; } = ignore;
    }

    public class Watch(IActorRef actorToWatch) : INoSerializationVerificationNeeded
    {
        public IActorRef Actor { get; } = actorToWatch;
    }

    public class Unwatch(IActorRef actorToUnwatch) : INoSerializationVerificationNeeded
    {
        public IActorRef Actor { get; } = actorToUnwatch;
    }

    public class SetAutoPilot(AutoPilot autoPilot) : INoSerializationVerificationNeeded
    {
        public AutoPilot AutoPilot { get; } = autoPilot;
    }

    /// <summary>Asks for a child of the test actor.</summary>
    public class Spawn(Props props, Option<string> name, Option<SupervisorStrategy> supervisorStrategy) : INoSerializationVerificationNeeded
    {
        public readonly Props _props = props;
        public readonly Option<string> _name = name;
        public readonly Option<SupervisorStrategy> _supervisorStrategy = supervisorStrategy;

        public IActorRef Apply(IActorRefFactory context) => context.ActorOf(_props, _name.HasValue ? _name.Value : null);
    }
}
