using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Internal;
using Akka.TestKit.Internal.StringMatcher;

namespace Akka.TestKit;

/// <summary>Says which log events are meant: by level, text, source, exception or dead letter.</summary>
public class EventFilterFactory(TestKitBase testkit, ActorSystem actorSystem, IReadOnlyList<EventFilterBase> filters)
{
    public EventFilterFactory(TestKitBase testkit) : this(testkit, testkit.Sys) { }

    public EventFilterFactory(TestKitBase testkit, ActorSystem system) : this(testkit, system, []) { }

    public IEventFilterApplier Exception<TException>(Regex pattern, string source = null)
        where TException : Exception => Exception(typeof(TException), pattern, source);

    public IEventFilterApplier Exception(Type exceptionType, Regex pattern, string source = null, bool checkInnerExceptions = false) =>
        Apply(new ErrorFilter(exceptionType, new RegexMatcher(pattern), Source(source), checkInnerExceptions));

    public IEventFilterApplier Exception<TException>(
        string message = null, string start = null, string contains = null, string source = null)
        where TException : Exception => Exception(typeof(TException), message, start, contains, source);

    /// <summary>Errors with a cause of this type; the text is that of the log or of the exception.</summary>
    public IEventFilterApplier Exception(
        Type exceptionType,
        string message = null,
        string start = null,
        string contains = null,
        string source = null,
        bool checkInnerExceptions = false) =>
        Apply(new ErrorFilter(exceptionType, CreateMessageMatcher(message, start, contains), Source(source), checkInnerExceptions));

    public IEventFilterApplier Error(string message = null, string start = null, string contains = null, string source = null) =>
        Apply(new ErrorFilter(CreateMessageMatcher(message, start, contains), Source(source)));

    public IEventFilterApplier Error(Regex pattern, string source = null) =>
        Apply(new ErrorFilter(new RegexMatcher(pattern), Source(source)));

    public IEventFilterApplier Warning(string message = null, string start = null, string contains = null, string source = null) =>
        Apply(new WarningFilter(CreateMessageMatcher(message, start, contains), Source(source)));

    public IEventFilterApplier Warning(Regex pattern, string source = null) =>
        Apply(new WarningFilter(new RegexMatcher(pattern), Source(source)));

    public IEventFilterApplier Info(string message = null, string start = null, string contains = null, string source = null) =>
        Apply(new InfoFilter(CreateMessageMatcher(message, start, contains), Source(source)));

    public IEventFilterApplier Info(Regex pattern, string source = null) =>
        Apply(new InfoFilter(new RegexMatcher(pattern), Source(source)));

    public IEventFilterApplier Debug(string message = null, string start = null, string contains = null, string source = null) =>
        Apply(new DebugFilter(CreateMessageMatcher(message, start, contains), Source(source)));

    public IEventFilterApplier Debug(Regex pattern, string source = null) =>
        Apply(new DebugFilter(new RegexMatcher(pattern), Source(source)));

    public IEventFilterApplier ForLogLevel(
        LogLevel logLevel, string message = null, string start = null, string contains = null, string source = null) =>
        Apply(OfLevel(logLevel, CreateMessageMatcher(message, start, contains), Source(source)));

    public IEventFilterApplier ForLogLevel(LogLevel logLevel, Regex pattern, string source = null) =>
        Apply(OfLevel(logLevel, new RegexMatcher(pattern), Source(source)));

    public IEventFilterApplier DeadLetter() => Apply(new DeadLettersFilter(null, null));

    public IEventFilterApplier DeadLetter<TMessage>(string source = null) => DeadLetter(typeof(TMessage), source);

    public IEventFilterApplier DeadLetter<TMessage>(Func<TMessage, bool> isMatch, string source = null) =>
        DeadLetter(typeof(TMessage), message => isMatch((TMessage)message), source);

    public IEventFilterApplier DeadLetter(Type type, string source = null) => DeadLetter(type, static _ => true, source);

    /// <summary>Dead letters of this type for which <paramref name="isMatch"/> holds; the source is whom they were for.</summary>
    public IEventFilterApplier DeadLetter(Type type, Func<object, bool> isMatch, string source = null) =>
        Apply(new DeadLettersFilter(null, Source(source), letter => type.IsInstanceOfType(letter.Message) && isMatch(letter.Message)));

    public IEventFilterApplier Custom(Predicate<LogEvent> predicate) => Apply(new CustomEventFilter(predicate));

    public IEventFilterApplier Custom<TLogEvent>(Predicate<TLogEvent> predicate)
        where TLogEvent : LogEvent => Custom(evt => evt is TLogEvent typed && predicate(typed));

    protected static IStringMatcher CreateMessageMatcher(string message, string start, string contains)
    {
        if (message is not null) return new EqualsString(message);
        if (start is not null) return new StartsWithString(start);
        return contains is not null ? new ContainsString(contains) : MatchesAll.Instance;
    }

    protected IEventFilterApplier CreateApplier(EventFilterBase filter, ActorSystem system) =>
        new EventFilterApplier(testkit, system, [.. filters, filter]);

    private static IStringMatcher Source(string source) =>
        source is null ? MatchesAll.Instance : new EqualsStringAndPathMatcher(source);

    private static EventFilterBase OfLevel(LogLevel level, IStringMatcher message, IStringMatcher source) => level switch
    {
        LogLevel.DebugLevel => new DebugFilter(message, source),
        LogLevel.InfoLevel => new InfoFilter(message, source),
        LogLevel.WarningLevel => new WarningFilter(message, source),
        LogLevel.ErrorLevel => new ErrorFilter(message, source),
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, $"There is no log level {level}."),
    };

    private IEventFilterApplier Apply(EventFilterBase filter) => CreateApplier(filter, actorSystem);
}
