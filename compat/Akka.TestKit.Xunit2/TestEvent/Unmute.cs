using Akka.Actor;
using Akka.TestKit.Internal;

namespace Akka.TestKit.TestEvent;

/// <summary>Takes a <see cref="Mute"/> back.</summary>
public sealed class Unmute(IReadOnlyCollection<EventFilterBase> filters) : INoSerializationVerificationNeeded
{
    public Unmute(params EventFilterBase[] filters) : this((IReadOnlyCollection<EventFilterBase>)filters) { }

    public IReadOnlyCollection<EventFilterBase> Filters { get; } = filters;
}
