"""What every answer carries."""


def keep_private(get_response):
    """Keep pages of signed-in people out of shared caches, and out of a shared computer's back button."""

    def answered(request):
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response

    return answered
