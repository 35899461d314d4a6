namespace Akka.Routing;

/// <summary>For the router itself, not for a routee.</summary>
public abstract class RouterManagementMessage;

/// <summary>Asks a router for its routees: answered by <see cref="Routees"/>.</summary>
public sealed class GetRoutees : RouterManagementMessage
{
    public static GetRoutees Instance { get; } = new();
}

public static class RouterMessage
{
    public static readonly GetRoutees GetRoutees = GetRoutees.Instance;
}

/// <summary>The routees a router has now.</summary>
public sealed class Routees(IEnumerable<Routee> routees)
{
    public IEnumerable<Routee> Members { get; } = routees;
}

public sealed class AddRoutee(Routee routee) : RouterManagementMessage
{
    public Routee Routee { get; } = routee;
}

/// <summary>Takes a routee out; one that is the router's child is stopped.</summary>
public sealed class RemoveRoutee(Routee routee) : RouterManagementMessage
{
    public Routee Routee { get; } = routee;
}

/// <summary>Makes a pool larger by so many routees, or smaller if negative.</summary>
public sealed class AdjustPoolSize(int change) : RouterManagementMessage
{
    public int Change { get; } = change;
}

/// <summary>Asks a pool with a resizer to look at its size.</summary>
public class Resize : RouterManagementMessage;

/// <summary>A message in an envelope that the router takes off.</summary>
public class RouterEnvelope(object message)
{
    public object Message { get; } = message;
}

/// <summary>For every routee, whatever the router's logic.</summary>
public class Broadcast(object message) : RouterEnvelope(message);
