using System.Collections.Concurrent;

namespace Akka.Actor;

/// <summary>A place in the tree of paths with children but no actor, such as <c>/temp</c>.</summary>
internal sealed class VirtualPathContainer(IActorRefProvider provider, ActorPath path, IInternalActorRef parent) : MinimalActorRef
{
    private readonly ConcurrentDictionary<string, IInternalActorRef> _children = new(StringComparer.Ordinal);

    public override ActorPath Path { get; } = path;

    public override IActorRefProvider Provider { get; } = provider;

    public override IInternalActorRef Parent { get; } = parent;

    public void AddChild(string name, IInternalActorRef child) => _children[name] = child;

    public void RemoveChild(string name) => _children.TryRemove(name, out _);

    public IEnumerable<IInternalActorRef> Children => _children.Values;

    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        if (name.Count == 0 || name[0].Length == 0) return this;
        if (name[0] == "..") return PathWalk.Follow(Parent, name, 1);
        if (!_children.TryGetValue(name[0], out var child)) return ActorRefs.Nobody;
        return name.Count == 1 ? child : child.GetChild([.. name.Skip(1)]);
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is ActorSelectionMessage selection) ActorSelection.DeliverSelection(this, sender, selection);
    }
}
