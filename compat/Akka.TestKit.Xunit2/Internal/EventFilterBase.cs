using Akka.Event;
using Akka.TestKit.Internal.StringMatcher;

namespace Akka.TestKit.Internal;

/// <summary>Told of every event that a filter matched.</summary>
public delegate void EventMatched(EventFilterBase eventFilter, LogEvent logEvent);

/// <summary>A condition on log events.</summary>
public abstract class EventFilterBase : IEventFilter
{
    private readonly IStringMatcher _messageMatcher;
    private readonly IStringMatcher _sourceMatcher;

    protected EventFilterBase(IStringMatcher messageMatcher, IStringMatcher sourceMatcher)
    {
        _messageMatcher = messageMatcher ?? MatchesAll.Instance;
        _sourceMatcher = sourceMatcher ?? MatchesAll.Instance;
    }

    public event EventMatched EventMatched;

    protected abstract string FilterDescriptiveName { get; }

    public bool Apply(LogEvent logEvent)
    {
        if (!IsMatch(logEvent)) return false;
        OnEventMatched(logEvent);
        return true;
    }

    public override string ToString()
    {
        var conditions = new List<string>(2);
        if (_messageMatcher is not MatchesAll) conditions.Add($"Message {_messageMatcher}");
        if (_sourceMatcher is not MatchesAll) conditions.Add($"Source {_sourceMatcher}");
        return conditions.Count == 0 ? FilterDescriptiveName : $"{FilterDescriptiveName} when {string.Join(" and ", conditions)}";
    }

    protected abstract bool IsMatch(LogEvent evt);

    protected virtual void OnEventMatched(LogEvent logEvent) => EventMatched?.Invoke(this, logEvent);

    protected bool InternalDoMatch(string src, object msg) =>
        _messageMatcher.IsMatch(msg?.ToString() ?? "null") && _sourceMatcher.IsMatch(src ?? "null");
}
