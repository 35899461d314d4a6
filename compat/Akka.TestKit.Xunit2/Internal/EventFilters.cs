using Akka.Event;
using Akka.TestKit.Internal.StringMatcher;

namespace Akka.TestKit.Internal;

public class DebugFilter(IStringMatcher messageMatcher = null, IStringMatcher sourceMatcher = null)
    : EventFilterBase(messageMatcher, sourceMatcher)
{
    protected override string FilterDescriptiveName => "Debug";

    protected override bool IsMatch(LogEvent evt) => evt is Debug && InternalDoMatch(evt.LogSource, evt.Message);
}

public class InfoFilter(IStringMatcher messageMatcher = null, IStringMatcher sourceMatcher = null)
    : EventFilterBase(messageMatcher, sourceMatcher)
{
    protected override string FilterDescriptiveName => "Info";

    protected override bool IsMatch(LogEvent evt) => evt is Info && InternalDoMatch(evt.LogSource, evt.Message);
}

public class WarningFilter(IStringMatcher messageMatcher = null, IStringMatcher sourceMatcher = null)
    : EventFilterBase(messageMatcher, sourceMatcher)
{
    protected override string FilterDescriptiveName => "Warning";

    protected override bool IsMatch(LogEvent evt) => evt is Warning && InternalDoMatch(evt.LogSource, evt.Message);
}

/// <summary>Errors, of a kind of exception or with any cause; the message is that of the log or of the exception.</summary>
public class ErrorFilter : EventFilterBase
{
    private readonly Type _exceptionType;
    private readonly bool _recurseInnerExceptions;

    public ErrorFilter(IStringMatcher messageMatcher = null, IStringMatcher sourceMatcher = null)
        : this(null, messageMatcher, sourceMatcher)
    {
    }

    public ErrorFilter(
        Type exceptionType, IStringMatcher messageMatcher = null, IStringMatcher sourceMatcher = null, bool recurseInnerExceptions = false)
        : base(messageMatcher, sourceMatcher)
    {
        _exceptionType = exceptionType;
        _recurseInnerExceptions = recurseInnerExceptions;
    }

    protected override string FilterDescriptiveName => _exceptionType is null ? "Error" : $"Error with Cause <{_exceptionType}>";

    protected override bool IsMatch(LogEvent evt)
    {
        if (evt is not Error error) return false;
        return _exceptionType is null ? InternalDoMatch(error.LogSource, error.Message) : error.Cause is { } cause && IsMatch(error, cause);
    }

    private bool IsMatch(Error error, Exception cause)
    {
        if (_exceptionType.IsInstanceOfType(cause)
            && (InternalDoMatch(error.LogSource, cause.Message) || InternalDoMatch(error.LogSource, error.Message)))
        {
            return true;
        }

        if (!_recurseInnerExceptions) return false;
        return cause is AggregateException many
            ? many.InnerExceptions.Any(inner => IsMatch(error, inner))
            : cause.InnerException is { } one && IsMatch(error, one);
    }
}

public class CustomEventFilter(Predicate<LogEvent> predicate) : EventFilterBase(null, null)
{
    protected override string FilterDescriptiveName => "Custom";

    protected override bool IsMatch(LogEvent evt) => predicate(evt);
}
