namespace PmpPulse.Writer.Push;

/// <summary>A message that can never succeed, however often it is delivered: it is recorded and acknowledged.</summary>
/// <param name="errorType">Stable name of the fault; becomes the attribute <c>pmp_error_type</c>.</param>
/// <param name="message">What is wrong with it; becomes <c>pmp_error_message</c>.</param>
internal sealed class MessageRejectedException(string errorType, string message) : Exception(message)
{
    public string ErrorType { get; } = errorType;
}
