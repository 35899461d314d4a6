using System.Text.RegularExpressions;

namespace Akka.Actor;

/// <summary>One step of a selection.</summary>
public abstract class SelectionPathElement;

public class SelectChildName(string name) : SelectionPathElement
{
    public string Name { get; } = name;

    public override bool Equals(object obj) => obj is SelectChildName other && Equals(other);

    public override int GetHashCode() => Name?.GetHashCode(StringComparison.Ordinal) ?? 0;

    public override string ToString() => Name;

    protected bool Equals(SelectChildName other) => other is not null && string.Equals(Name, other.Name, StringComparison.Ordinal);
}

/// <summary>Every child whose name fits; <c>*</c> stands for any characters, <c>?</c> for one.</summary>
public class SelectChildPattern(string patternStr) : SelectionPathElement
{
    public string PatternStr { get; } = patternStr;

    public override bool Equals(object obj) => obj is SelectChildPattern other && Equals(other);

    public override int GetHashCode() => PatternStr?.GetHashCode(StringComparison.Ordinal) ?? 0;

    public override string ToString() => PatternStr;

    internal bool Matches(string name) => Regex.IsMatch(
        name,
        "^" + Regex.Escape(PatternStr).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal) + "$",
        RegexOptions.None,
        TimeSpan.FromSeconds(1));

    protected bool Equals(SelectChildPattern other) =>
        other is not null && string.Equals(PatternStr, other.PatternStr, StringComparison.Ordinal);
}

/// <summary>Every actor below.</summary>
public class SelectChildRecursive : SelectionPathElement
{
    public static readonly SelectChildRecursive Instance = new();

    public override bool Equals(object obj) => obj is SelectChildRecursive;

    public override int GetHashCode() => 42;

    public override string ToString() => "**";
}

public class SelectParent : SelectionPathElement
{
    public static readonly SelectParent Instance = new();

    public override bool Equals(object obj) => obj is SelectParent;

    public override int GetHashCode() => 43;

    public override string ToString() => "..";
}

/// <summary>A message on its way along a selection.</summary>
public class ActorSelectionMessage(object message, SelectionPathElement[] elements, bool wildCardFanOut = false)
    : IAutoReceivedMessage, IPossiblyHarmful, IWrappedMessage
{
    public object Message { get; } = message;

    public SelectionPathElement[] Elements { get; } = elements;

    public bool WildCardFanOut { get; } = wildCardFanOut;

    public ActorSelectionMessage Copy(object message = null, SelectionPathElement[] elements = null, bool? wildCardFanOut = null) =>
        new(message ?? Message, elements ?? Elements, wildCardFanOut ?? WildCardFanOut);

    public override string ToString() =>
        $"<ActorSelectionMessage>: {Message}, Elements: {string.Join('/', (object[])Elements)}, WildCardFanOut: {WildCardFanOut}";
}

/// <summary>A part of the tree of actors, by path; looked up anew with every message.</summary>
public class ActorSelection : ICanTell
{
    public ActorSelection()
    {
    }

    public ActorSelection(IActorRef anchor, SelectionPathElement[] path)
    {
        Anchor = anchor;
        Path = path;
    }

    public ActorSelection(IActorRef anchor, string path)
        : this(anchor, string.IsNullOrEmpty(path) ? [] : path.Split('/'))
    {
    }

    public ActorSelection(IActorRef anchor, IEnumerable<string> elements)
        : this(anchor, ParseElements(elements))
    {
    }

    public IActorRef Anchor { get; private set; }

    public SelectionPathElement[] Path { get; private set; }

    public string PathString => "/" + string.Join('/', (object[])Path);

    public void Tell(object message, IActorRef sender = null) =>
        Deliver(message, sender ?? ActorCell.GetCurrentSelfOrNoSender(), (IInternalActorRef)Anchor);

    public Task<IActorRef> ResolveOne(TimeSpan timeout) => ResolveOne(timeout, CancellationToken.None);

    /// <summary>The actor that answers first.</summary>
    /// <exception cref="ActorNotFoundException">None answers in time.</exception>
    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            var identity = await this.Ask<ActorIdentity>(new Identify(null), timeout, ct).ConfigureAwait(false);
            return identity.Subject ?? throw new ActorNotFoundException("subject was null");
        }
        catch (Exception e)
        {
            throw new ActorNotFoundException("Exception occurred while resolving ActorSelection", e);
        }
    }

    public override bool Equals(object obj) => obj is ActorSelection other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Anchor, Path.Length);

    public override string ToString()
    {
        var uid = Anchor.Path.Uid == ActorPath.UndefinedUid ? "" : $"#{Anchor.Path.Uid}";
        return $"ActorSelection[Anchor({Anchor.Path}{uid}), Path({PathString})]";
    }

    /// <summary>Walks a selection's steps from an actor on and tells whoever is at the end.</summary>
    internal static void DeliverSelection(IInternalActorRef anchor, IActorRef sender, ActorSelectionMessage selection) =>
        SelectionWalk.Deliver(anchor, sender, selection, from: 0);

    protected bool Equals(ActorSelection other) => Equals(Anchor, other.Anchor) && Equals(PathString, other.PathString);

    private static SelectionPathElement[] ParseElements(IEnumerable<string> elements)
    {
        string[] names = [.. elements.Where(e => !string.IsNullOrEmpty(e))];
        var parsed = new SelectionPathElement[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            parsed[i] = names[i] switch
            {
                ".." => SelectParent.Instance,
                "**" when i == names.Length - 1 => SelectChildRecursive.Instance,
                "**" => throw new IllegalActorNameException("Double wildcard can only appear at the last path entry"),
                var name when name.AsSpan().ContainsAny('*', '?') => new SelectChildPattern(name),
                var name => new SelectChildName(name),
            };
        }

        return parsed;
    }

    private void Deliver(object message, IActorRef sender, IInternalActorRef anchor)
    {
        if (message is null) throw new ArgumentNullException(nameof(message), "The message cannot be null.");
        if (Path.Length == 0) anchor.Tell(message, sender);
        else DeliverSelection(anchor, sender, new ActorSelectionMessage(message, Path));
    }
}

internal static class SelectionWalk
{
    public static void Deliver(IInternalActorRef at, IActorRef sender, ActorSelectionMessage selection, int from)
    {
        var steps = selection.Elements;
        for (var i = from; i < steps.Length; i++)
        {
            if (at is not (ActorRefWithCell or VirtualPathContainer))
            {
                // Not ours to walk: the one at the end of what we know goes on.
                at.Tell(selection.Copy(elements: steps[i..]), sender);
                return;
            }

            switch (steps[i])
            {
                case SelectParent:
                    if (at.Parent is { } parent and not Nobody) at = parent;
                    break;
                case SelectChildName child when NamedChild(at, child.Name) is { } named and not Nobody:
                    at = named;
                    break;
                case SelectChildName:
                    EmptyRef(at, selection, i).Tell(selection, sender);
                    return;
                case SelectChildPattern pattern:
                    FanOut(at, sender, selection, i, pattern);
                    return;
                case SelectChildRecursive:
                    Recurse(at, sender, selection);
                    return;
            }
        }

        at.Tell(selection.Message, sender);
    }

    private static IInternalActorRef NamedChild(IInternalActorRef at, string name) =>
        at is ActorRefWithCell withCell ? withCell.GetSingleChild(name) : (IInternalActorRef)at.GetChild([name]);

    private static IEnumerable<IInternalActorRef> ChildrenOf(IInternalActorRef at) => at switch
    {
        RootGuardianActorRef root => root.AllChildren(),
        ActorRefWithCell withCell => withCell.Children.Cast<IInternalActorRef>(),
        VirtualPathContainer container => container.Children,
        _ => [],
    };

    private static EmptyLocalActorRef EmptyRef(IInternalActorRef at, ActorSelectionMessage selection, int from)
    {
        var rest = selection.Elements[from..].Select(step => step.ToString());
        return new EmptyLocalActorRef(at.Provider, at.Path / rest, ((LocalActorRef)at.Provider.RootGuardian).Cell.SystemImpl.EventStream);
    }

    private static void FanOut(IInternalActorRef at, IActorRef sender, ActorSelectionMessage selection, int i, SelectChildPattern pattern)
    {
        var matching = ChildrenOf(at).Where(child => pattern.Matches(child.Path.Name)).ToList();
        var wild = new ActorSelectionMessage(selection.Message, selection.Elements, wildCardFanOut: selection.WildCardFanOut || matching.Count > 1);
        if (matching.Count == 0)
        {
            EmptyRef(at, selection, i).Tell(wild, sender);
            return;
        }

        foreach (var child in matching) Deliver(child, sender, wild, i + 1);
    }

    private static void Recurse(IInternalActorRef at, IActorRef sender, ActorSelectionMessage selection)
    {
        foreach (var child in ChildrenOf(at))
        {
            child.Tell(selection.Message, sender);
            Recurse(child, sender, selection);
        }
    }
}

public static class ActorRefFactoryShared
{
    public static ActorSelection ActorSelection(ActorPath actorPath, ActorSystem system)
    {
        var provider = ((ExtendedActorSystem)system).Provider;
        return new ActorSelection(provider.RootGuardianAt(actorPath.Address), actorPath.Elements);
    }

    /// <summary>From a full address, from the root if it begins with a slash, else from the given actor on.</summary>
    public static ActorSelection ActorSelection(string path, ActorSystem system, IActorRef lookupRoot)
    {
        var provider = ((ExtendedActorSystem)system).Provider;
        if (Uri.TryCreate(path, UriKind.Absolute, out _) && !path.StartsWith('/'))
        {
            if (!ActorPath.TryParse(path, out var actorPath)) return new ActorSelection(provider.DeadLetters, "");
            return new ActorSelection(provider.RootGuardianAt(actorPath.Address), actorPath.Elements);
        }

        if (path.StartsWith('/')) return new ActorSelection(provider.RootGuardian, path.Split('/'));
        return new ActorSelection(lookupRoot, path);
    }

    public static ActorSelection ActorSelection(IActorRef anchorActorRef, string path) => new(anchorActorRef, path);
}
