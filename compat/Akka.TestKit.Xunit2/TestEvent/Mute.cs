using Akka.Actor;
using Akka.TestKit.Internal;

namespace Akka.TestKit.TestEvent;

/// <summary>Keeps what the filters match out of the log.</summary>
public sealed class Mute(IReadOnlyCollection<EventFilterBase> filters) : INoSerializationVerificationNeeded
{
    public Mute(params EventFilterBase[] filters) : this((IReadOnlyCollection<EventFilterBase>)filters) { }

    public IReadOnlyCollection<EventFilterBase> Filters { get; } = filters;
}
